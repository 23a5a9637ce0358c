/** The kinds of certificate that the documents name, by their names in the default settings. */
const documented = {
  ja: { client: "テナント-client", api: "テナント-API接続", db: "テナント-DB接続", backup: "テナント-バックアップ" },
  en: { client: "Tenant client", api: "Tenant API", db: "Tenant database", backup: "Tenant backup" },
} as const satisfies Record<"ja" | "en", Readonly<Record<string, string>>>;

const others = { ja: (called: string) => `テナント-${called}`, en: (called: string) => `Tenant ${called}` };

/**
 * What the administrators' site calls a kind of certificate, also in the files that it exports and reads: as in the documents,
 * else by the service's settings.
 *
 * @param text of the settings' `texts`; empty if they have none
 */
export function kindName(language: "ja" | "en", name: string, text: string): string {
  const names: Readonly<Partial<Record<string, string>>> = documented[language];
  return names[name] ?? others[language](text === "" ? name : text);
}
