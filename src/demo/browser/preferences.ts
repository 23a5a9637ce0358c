import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

/** The client certificates that a browser presents without asking: all, or those whose issuer or subject has this CN. */
export type CertificateFilter =
  | Readonly<Record<string, never>>
  | { readonly ISSUER: { readonly CN: string } }
  | { readonly SUBJECT: { readonly CN: string; readonly O?: string } };

const Preferences = v.record(v.string(), v.unknown());

/**
 * Writes preferences into a profile for the browser's next start, and leaves its other preferences unchanged.
 * The rule for certificates is an undocumented preference, so it is for demonstrations and tests only.
 *
 * @param wanted.filter the certificates to present without asking on every host; undefined lets the person choose
 * @param wanted.downloads the folder for downloads, used without asking
 * @param wanted.language the language that pages see in `Accept-Language` and `navigator.language`
 */
export async function writePreferences(
  profile: string,
  wanted: { readonly filter: CertificateFilter | undefined; readonly downloads: string; readonly language: "ja" | "en" },
): Promise<void> {
  const file = join(profile, "Default", "Preferences");
  await mkdir(join(profile, "Default"), { recursive: true, mode: 0o700 });
  const text = await readFile(file, "utf8").catch(() => "{}");
  const known = v.parse(Preferences, JSON.parse(text));
  const rule = wanted.filter && { "*,*": { setting: { filters: [wanted.filter] } } };
  const preferences = merge(known, {
    download: { default_directory: wanted.downloads, prompt_for_download: false },
    intl: {
      accept_languages: wanted.language === "ja" ? "ja,en" : "en,ja",
      selected_languages: wanted.language === "ja" ? "ja,en" : "en,ja",
    },
    credentials_enable_service: false,
    profile: { content_settings: { exceptions: { auto_select_certificate: rule ?? {} } } },
  });
  await writeFile(file, JSON.stringify(preferences), { mode: 0o600 });
}

/** Certificate rules are replaced as a whole, everything else is merged. */
function merge(known: v.InferOutput<typeof Preferences>, wanted: v.InferOutput<typeof Preferences>): object {
  const merged = { ...known };
  for (const [key, value] of Object.entries(wanted)) {
    const earlier = v.safeParse(Preferences, known[key]);
    const later = v.safeParse(Preferences, value);
    const whole = key === "auto_select_certificate" || !earlier.success || !later.success;
    merged[key] = whole ? value : merge(earlier.output, later.output);
  }
  return merged;
}
