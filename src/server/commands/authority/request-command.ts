import { Option, type Command } from "commander";
import type { Bytes } from "../../../core/bytes.ts";
import { readCaCertificate } from "../../authority/ca-certificate.ts";
import { findGenerations } from "../../authority/generations.ts";
import { authorityKeyKinds, type AuthorityKeyKind } from "../../authority/requested/key-kinds.ts";
import { defaultRequest, readRequest, removeRequest, writeRequest } from "../../authority/requested/request-authority.ts";
import { readSettings } from "../../settings/settings.ts";
import { dataFolder, type DataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { writePrivateFile } from "../../system/private-file.ts";
import { readPassphrase } from "../../system/read-passphrase.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { readSubject } from "./read-subject.ts";

interface RequestOptions extends ServiceOptions {
  readonly out?: string;
  readonly keyKind?: AuthorityKeyKind;
  readonly subject?: string;
  readonly replace?: true;
}

/** `koshin authority request`. */
export function requestCommand(): Command {
  return serviceCommand(
    "authority request",
    "Generate the key of another issuing authority, and print a request for it (PKCS#10) to send to the operators of the root. A request that waits for its certificate is printed again.",
    "--out request.csr",
  )
    .option("--out <file>", "write the request into a file")
    .addOption(new Option("--key-kind <kind>", "its kind of key; by default P-256").choices([...authorityKeyKinds]))
    .option("--subject <name>", "its Name, as /C=JP/O=Clinic/CN=Clinic Issuing CA; by default that of the present one")
    .option("--replace", "drop the request that waits, and make another one with another key")
    .action(request);
}

async function request({ data, out, keyKind, subject, replace, json }: RequestOptions): Promise<void> {
  const { authority: files, passphrase, settings } = dataFolder(data);
  await readSettings(settings);
  const wanted = {
    keyKind: keyKind ?? defaultRequest.keyKind,
    subject: subject === undefined ? await presentName(files) : readSubject(subject),
  };
  if (replace === true) await removeRequest(files);
  const waiting = await readRequest(files);
  if (waiting !== undefined && (keyKind !== undefined || subject !== undefined)) {
    const sentence = `A request waits for its certificate already (${files.request}). To drop it, and make another one, add --replace.`;
    throw new OperatorError("request-waiting", sentence);
  }
  const made = waiting ?? (await writeRequest(files, await readPassphrase(passphrase), wanted));
  if (out !== undefined) await writePrivateFile(out, made);
  const facts = { changed: waiting === undefined, request: made, ...(out === undefined ? {} : { out }) };
  const next = `Send ${out ?? files.request} to the operators of the root, and accept the certificate that they issue for it: koshin authority accept --data ${data} <file>`;
  printResult(facts, json === true, out === undefined ? made.trimEnd() : next);
}

/** The Name of the present issuing authority, so that browser policies that select by it keep working. */
async function presentName(files: DataFolder["authority"]): Promise<Bytes> {
  const [current] = (await findGenerations(files)).issuing;
  return current === undefined ? defaultRequest.subject : (await readCaCertificate(current.certificate)).name;
}
