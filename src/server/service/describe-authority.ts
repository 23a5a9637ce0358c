import { existsSync } from "node:fs";
import type { Authority } from "../authority/authority.ts";
import { policyNameOf } from "../authority/ca-certificate.ts";
import { issuerId } from "../authority/issuer-id.ts";
import { issuingTime } from "../authority/lifetime.ts";
import type { Settings } from "../settings/settings.ts";
import type { DataFolder } from "../system/data-folder.ts";

/** What to report about the authorities of a data folder, as sentences. */
export interface AuthorityWords {
  /** What prevents, or will prevent, the service from starting or issuing. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Describes what an operator has to do or know about the authorities.
 *
 * @param settings undefined if they cannot be read
 */
export function describeAuthority(
  authority: Authority,
  files: DataFolder["authority"],
  settings: Settings | undefined,
  now: Date,
): AuthorityWords {
  const problems: string[] = [];
  if (existsSync(files.next)) problems.push("A rotation was interrupted. Run it again to finish it or roll it back.");
  if (now < authority.notBefore)
    problems.push(`The issuing authority is not valid before ${authority.notBefore.toISOString()}. Check the clock.`);
  if (settings !== undefined) problems.push(...endInWords(authority, settings.validityYears, now));
  const { upstream } = authority;
  if (upstream !== undefined && upstream.credential.notAfter <= now) {
    problems.push(
      `The credential for the authority at ${upstream.url} has expired, so it signs nothing. Name another one: koshin authority upstream`,
    );
  }
  const notes = [namesInWords(authority, now), adoptedInWords(authority), upstreamInWords(authority)];
  return { problems, notes: notes.filter((note) => note !== undefined) };
}

/**
 * Adopted authorities are reported, because whoever holds the key of one can issue certificates that the service
 * accepts.
 */
function adoptedInWords({ adopted }: Authority): string | undefined {
  if (adopted.length === 0) return undefined;
  const names = adopted.map((each) => `"${policyNameOf(each.certificate)}" (${issuerId(each)})`).join(", ");
  return `Certificates of adopted authorities are accepted: ${names}. To stop accepting those of one, remove its file (adopted-….pem) from the authority folder, and reload the service.`;
}

/** The service's own authority still signs the server's certificate, and its revocation lists. */
function upstreamInWords({ upstream }: Authority): string | undefined {
  if (upstream === undefined) return undefined;
  const { url, authority, credential } = upstream;
  return `Certificates are signed by "${policyNameOf(authority.certificate)}" at ${url}, with a credential that is valid until ${credential.notAfter.toISOString()} and renewed in time. Certificates that are revoked here have to be revoked there, too.`;
}

/** A rotation keeps the issuer's name; an authority that was installed manually may have another. */
function namesInWords({ issuing, earlier }: Authority, now: Date): string | undefined {
  const name = policyNameOf(issuing);
  const others = earlier.filter(({ notAfter }) => notAfter > now).map((each) => policyNameOf(each.issuing));
  const former = [...new Set(others)].filter((other) => other !== name).map((other) => `"${other}"`);
  if (former.length === 0) return undefined;
  return `Certificates name "${name}" as their issuer, and earlier ones ${former.join(", ")}. A browser policy that selects only by an earlier name (AutoSelectCertificateForUrls) keeps selecting old certificates, so that no proof succeeds: have administrators add an entry for each issuer whose certificates are in use.`;
}

function endInWords(authority: Authority, validityYears: number, now: Date): string[] {
  const { until, over, endsSoon, command: words } = issuingTime(authority, validityYears, now);
  const command = `${words} --data <folder>`;
  const end = authority.notAfter.toISOString();
  if (authority.notAfter <= now) return [`The issuing authority has expired, at ${end}. Run: ${command}`];
  if (over)
    return [`The issuing authority expires at ${end}, before a certificate issued now would, so none is issued. Run: ${command}`];
  return endsSoon ? [`The issuing authority can issue only until ${until.toISOString()}. Run: ${command}`] : [];
}
