import { frontWithoutSecret, readFrontSecret } from "../front/front-secret.ts";
import { findUnreadableFiles } from "../settings/named-files.ts";
import { readSettings, Settings } from "../settings/settings.ts";
import { uncoveredHosts } from "../settings/uncovered-hosts.ts";
import type { DataFolder } from "../system/data-folder.ts";
import { settingsOf, variableOf } from "../system/read-variables.ts";
import { attempt, attemptTo, type Finding } from "./finding.ts";

/** Variables that are not settings. */
const otherVariables = /^KOSHIN_(TOKEN_PIN_FILE|CA_PASSPHRASE|CA_PASSPHRASE_FILE|MASTER_KEY_FILE|DATABASE_URL|BROWSER|TEST_.+)$/;

/** Finds settings that are invalid, or that name what is not there. */
export async function checkSettings({ settings: file }: DataFolder): Promise<Finding[]> {
  const { value: settings, findings } = await attemptTo("settings", async () => await readSettings(file));
  if (settings === undefined) return findings;
  const { front } = settings;
  const openFront = front && frontWithoutSecret(front);
  const secret = front === undefined ? [] : await attempt("settings", async () => await readFrontSecret(front));
  // Behind a front, clients see the front's certificate.
  const uncovered = front === undefined ? uncoveredHosts(settings) : [];
  const sentences = [
    ...(await findUnreadableFiles(settings)),
    ...(openFront === undefined ? [] : [openFront]),
    ...(uncovered.length === 0
      ? []
      : [
          `serverCertificate.dnsNames lacks ${uncovered.join(", ")}: clients refuse the server certificate there. Add these hosts, and reload the service; if a reverse proxy ends TLS before it, set front.form.`,
        ]),
  ];
  return [...sentences.map((sentence) => ({ what: "settings", sentence }) as const), ...secret];
}

/** Finds variables that would be settings, if their names were right. */
export function checkVariables(): Finding[] {
  const known = new Set(settingsOf(Settings).map(({ path }) => variableOf(path)));
  const unknown = Object.keys(process.env).filter((name) => name.startsWith("KOSHIN_") && !known.has(name));
  const invalid = unknown.filter((name) => !otherVariables.test(name));
  return invalid.map((name) => ({ what: "variables", sentence: `${name} does not name a setting. Correct its name.` }));
}
