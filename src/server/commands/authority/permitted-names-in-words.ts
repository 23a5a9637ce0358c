import type { PermittedNames } from "../../issuance/permitted-names.ts";
import type { Settings } from "../../settings/settings.ts";

/** Which of the configured names the authority's name constraints permit. */
export function permittedNamesInWords({ subjects, server, notServer }: PermittedNames, settings: Settings): string[] {
  const form = settings.subjects.issued.map(({ type, value }) => `${type}=${value}`).join(", ");
  const outcomes = {
    all: `permit every subject of first certificates (${form})`,
    some: `permit only some subjects of first certificates (${form}); others are refused`,
    none: `permit no subject of first certificates (${form}), so that none is issued: correct subjects in koshin.json`,
  };
  const quoted = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));
  return [
    `Its name constraints ${outcomes[subjects]}. A renewal keeps its subject, and is refused as name-not-permitted if that is not permitted.`,
    `Of the server's names they permit ${quoted(server)}${notServer.length === 0 ? "" : `, and not ${notServer.join(", ")}`}.`,
  ];
}
