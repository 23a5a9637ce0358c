import type { Texts } from "../texts/texts.ts";

/** What a kind of certificate is called: as in the documents, else as in the service's settings. */
export function kindName({ kinds, kind }: Pick<Texts, "kinds" | "kind">, name: string, fromSettings: string): string {
  return kinds[name] ?? kind(fromSettings === "" ? name : fromSettings);
}
