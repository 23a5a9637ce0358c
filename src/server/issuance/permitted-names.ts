import { randomBytes } from "node:crypto";
import { DerReader } from "../../core/der/read.ts";
import { contextTag } from "../../core/der/tag.ts";
import { sequence } from "../../core/der/write.ts";
import { decodeText, readName } from "../../core/name/name.ts";
import { certificatesTo } from "../authority/authority.ts";
import { findForbiddenName, nameConstraintsOf, type Subtree } from "../authority/names/name-constraints.ts";
import { alternativeNames } from "../authority/server/server-extensions.ts";
import { subjectFor, type Holder } from "../settings/subjects.ts";
import { forbiddenName } from "./may-issue.ts";
import type { Service } from "./service.ts";

/** Which of the configured names the name constraints of an authority, or of one above it, permit. */
export interface PermittedNames {
  /** Of the subjects of first certificates, for whatever tenant and holder. */
  readonly subjects: "all" | "some" | "none";
  /** Of the names in the server's own certificate. */
  readonly server: readonly string[];
  readonly notServer: readonly string[];
}

/**
 * Compares the configured names with the name constraints of the authority.
 *
 * @returns undefined if it has none
 * @throws KoshinError `der-malformed` if they cannot be read
 */
export function permittedNames(service: Pick<Service, "settings" | "authority">): PermittedNames | undefined {
  const { settings, authority } = service;
  const certificates = certificatesTo(authority);
  const constraints = nameConstraintsOf(certificates);
  if (constraints.length === 0) return undefined;
  const permits = (holder: Holder): boolean =>
    forbiddenName(service, subjectFor(settings.subjects, holder), undefined) === undefined;
  const excluded = constraints.flatMap((each) => directoryNames(each.excluded));
  const permitted = constraints.flatMap((each) => directoryNames(each.permitted));
  // Nobody is excluded or permitted by this name.
  const anybody = { tenant: randomName(), cn: randomName() };
  const some = permits(anybody) || permitted.some((base) => permits({ ...anybody, ...holderIn(settings.subjects.issued, base) }));
  const { dnsNames, ipAddresses } = settings.serverCertificate;
  const serverNames = [
    ...dnsNames.map((name) => ({ name, value: alternativeNames({ dnsNames: [name], ipAddresses: [] }) })),
    ...ipAddresses.map((name) => ({ name, value: alternativeNames({ dnsNames: [], ipAddresses: [name] }) })),
  ];
  const allowed = serverNames.filter(
    ({ value }) => findForbiddenName(certificates, { subject: sequence(), alternative: value }) === undefined,
  );
  return {
    subjects: !some ? "none" : permits(anybody) && excluded.length === 0 ? "all" : "some",
    server: allowed.map(({ name }) => name),
    notServer: serverNames.filter((each) => !allowed.includes(each)).map(({ name }) => name),
  };
}

function randomName(): string {
  return randomBytes(8).toString("hex");
}

function directoryNames(subtrees: readonly Subtree[]): Subtree[] {
  return subtrees.filter(({ tag }) => tag === contextTag(4));
}

/** The tenant and holder that a subtree demands where the settings' subjects have them. */
function holderIn(issued: Service["settings"]["subjects"]["issued"], { content }: Subtree): Partial<Holder> {
  const rdns = readName(new DerReader(content).any().der);
  const valueAt = (placeholder: string): string | undefined => {
    const element = rdns[issued.findIndex(({ value }) => value === placeholder)]?.[0]?.value;
    return element && decodeText(element);
  };
  const [tenant, cn] = [valueAt("{tenant}"), valueAt("{holder}")];
  return { ...(tenant === undefined ? {} : { tenant }), ...(cn === undefined ? {} : { cn }) };
}
