import type { Selection } from "../../../protocol/console/selection.ts";
import { findNotes } from "../../store/certificates/certificate-notes.ts";
import { findHeldByNumbers } from "../../store/certificates/certificates.ts";
import { transact } from "../../store/transact.ts";
import { selectedNumbers } from "../administration/selection.ts";
import type { WithKeptKey } from "../secrets/kept-file.ts";
import type { Service } from "../service.ts";
import { tenantMoments } from "../tenant-moments.ts";
import { archiveFiles, archiveName, type ArchiveOptions } from "./archive-files.ts";
import { countHandedOut } from "./count-handed-out.ts";
import { readmeFile } from "./instructions.ts";
import { manifestFile, type ManifestLine } from "./manifest.ts";
import type { NamedFile } from "./named-file.ts";
import { recordHandOut, type HandOut } from "./record-hand-out.ts";
import { tellHandOut } from "./tell-hand-out.ts";
import { whyNotHandedOut } from "./why-not-handed-out.ts";
import { zipOf } from "./zip.ts";

/** A hand-out that goes on for as long as its file is read. */
interface LongHandOut extends Omit<HandOut, "now"> {
  readonly clock: () => Date;
}

/** How many certificates are recorded in one transaction, which others wait for. */
const together = 20;

/**
 * Hands out the files of several certificates of one tenant as one zip file, with a manifest: each certificate in a folder of
 * its own. The file is written as it is read: each hand-out is recorded just before, so that nothing is recorded of what is
 * not read, and if the administrator may not have it any more meanwhile, the file breaks off.
 *
 * @throws Refusal as `selectedNumbers`
 */
export async function handOutArchives(
  service: Service,
  selection: Selection,
  { profile, language, ...handOut }: LongHandOut & ArchiveOptions,
): Promise<ReadableStream<Uint8Array>> {
  const { tenant } = handOut.by;
  const now = handOut.clock();
  const numbers = await selectedNumbers(service, { tenant, selection, now });
  return zipOf(filesOf(service, numbers, { profile, language, ...handOut }), now);
}

async function* filesOf(
  service: Service,
  numbers: readonly number[],
  { profile, language, clock, ...handOut }: LongHandOut & ArchiveOptions,
): AsyncGenerator<NamedFile> {
  yield readmeFile({ language, fileName: ".p12" });
  const lines: ManifestLine[] = [];
  const certificates = await countHandedOut(service.store, numbers, { ...handOut, now: clock() });
  let told = false;
  for (let at = 0; at < numbers.length; at += together) {
    const batch = await record(service, numbers.slice(at, at + together), { ...handOut, now: clock(), certificates, told });
    told ||= batch.some(({ opened }) => opened !== undefined);
    for (const { line, opened } of batch) {
      lines.push(line);
      if (opened === undefined) continue;
      const folder = archiveName(opened.certificate);
      for (const { name, content } of await archiveFiles(service, opened, profile)) yield { name: `${folder}/${name}`, content };
    }
  }
  yield manifestFile(lines, await tenantMoments(service.store, handOut.by.tenant), language);
}

async function record(
  { store }: Service,
  numbers: readonly number[],
  handOut: HandOut & { readonly certificates: number; readonly told: boolean },
): Promise<readonly { readonly line: ManifestLine; readonly opened: WithKeptKey | undefined }[]> {
  return await transact(store, async (transaction) => {
    await handOut.by.requireStill(transaction);
    const held = await findHeldByNumbers(transaction, numbers);
    const recorded: { line: ManifestLine; opened: WithKeptKey | undefined }[] = [];
    for (const number of numbers) {
      const certificate = held.get(number);
      if (certificate === undefined) throw new Error(`Certificate number ${number} was deleted from the database.`);
      const refusal = await whyNotHandedOut(transaction, certificate, handOut);
      const opened = refusal === undefined ? await recordHandOut(transaction, certificate, "zip", handOut) : undefined;
      const files = opened === undefined ? whyLeftOut(refusal) : "included";
      const { issuer, serial, tenant, cn, notAfter } = certificate;
      const notes = await findNotes(transaction, number);
      recorded.push({
        line: { certificate: { number, issuer, serial, tenant, cn, notAfter }, notes, files },
        opened,
      });
    }
    const first = recorded.find(({ opened }) => opened !== undefined);
    if (first !== undefined && !handOut.told) await tellHandOut(transaction, first.line.certificate, handOut);
    return recorded;
  });
}

function whyLeftOut(refusal: Awaited<ReturnType<typeof whyNotHandedOut>>): ManifestLine["files"] {
  if (refusal === undefined) return "missing";
  return refusal === "other-device-refused" ? "in-use" : "revoked";
}
