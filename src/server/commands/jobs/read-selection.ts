import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import { Issuer, Serial } from "../../../protocol/certificate-identity.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import { criteriaOf } from "../../issuance/administration/certificate-criteria.ts";
import { requireCertificate, type NamedCertificate } from "../../issuance/require-certificate.ts";
import type { Service } from "../../issuance/service.ts";
import { identityOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { markFound } from "../../store/certificates/found-mark.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { requireKind } from "../certificates/require-kind.ts";
import { readSerial } from "../line/read-serial.ts";
import { searchIn, type SelectionOptions } from "./selection-options.ts";

/** The most certificates that a file names. */
const most = 10_000;

/**
 * The selection of a command: by the names in a file, or by a search, with the mark of what that finds at this moment unless
 * one was given.
 *
 * @throws OperatorError `certificate-unknown`, `certificate-ambiguous`, `certificates-malformed`, `kind-unknown`
 */
export async function readSelection(
  service: Pick<Service, "store" | "settings">,
  options: SelectionOptions,
  now: Date,
): Promise<Exclude<Selection, { by: "job" }>> {
  const { tenant, certificates, kind } = options;
  if (certificates !== undefined) return { by: "identity", certificates: await readNamed(service, tenant, certificates) };
  if (kind !== undefined) requireKind(service.settings, kind);
  const search = searchIn(options);
  const criteria = await criteriaOf(service, tenant, search, now);
  const mark = options.mark ?? (await markFound(service.store, criteria, now.getTime())).mark;
  return { by: "search", search, mark };
}

const Line = v.pipe(v.string(), v.parseJson(), v.object({ issuer: Issuer, serial: Serial }));

async function readNamed({ store }: Pick<Service, "store">, tenant: string, file: string): Promise<CertificateIdentity[]> {
  const content = file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  const lines = content.split(/\r?\n/).flatMap((line, at) => (line.trim() === "" ? [] : [{ number: at + 1, line: line.trim() }]));
  if (lines.length === 0 || lines.length > most) {
    const count = lines.length === 0 ? "no certificates" : `more than ${most} certificates`;
    throw new OperatorError("certificates-malformed", `${file} names ${count}. Name at least one and at most ${most}.`);
  }
  const named: CertificateIdentity[] = [];
  for (const { number, line } of lines) {
    const name = nameIn(line);
    if (name === undefined) {
      const sentence = `Line ${number} of ${file} names no certificate. Write its serial number, or ISSUER/SERIAL.`;
      throw new OperatorError("certificates-malformed", sentence);
    }
    named.push(identityOf(await requireCertificate(store, { ...name, tenant })));
  }
  return named;
}

function nameIn(line: string): NamedCertificate | undefined {
  const json = v.safeParse(Line, line);
  if (json.success) return json.output;
  const [, issuer, serial = ""] = /^(?:([0-9a-f]+)\/)?(-?[0-9a-f]+)$/i.exec(line) ?? [];
  return serial === "" ? undefined : { issuer: issuer?.toLowerCase(), serial: readSerial(serial) };
}
