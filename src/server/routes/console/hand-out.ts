import { ServerResponse } from "node:http";
import type { Context } from "hono";
import * as v from "valibot";
import { devices, profileOfDevice, type Device } from "../../../core/import-steps/device.ts";
import type { Pkcs12Profile } from "../../../core/profile.ts";
import { encodePem } from "../../../core/x509/pem.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { ArchiveOrder, selectionLimit } from "../../../protocol/console/selection.ts";
import { chainAbove } from "../../authority/authority.ts";
import { requireOwn, type OwnCertificate } from "../../issuance/administration/own-certificate.ts";
import type { ArchiveOptions } from "../../issuance/hand-out/archive-files.ts";
import { handOutArchives } from "../../issuance/hand-out/hand-out-archives.ts";
import { handOutArchive, handOutFile, revealPassword as reveal } from "../../issuance/hand-out/hand-out.ts";
import type { HandOut } from "../../issuance/hand-out/record-hand-out.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { liftTimeLimit } from "../../listener/time-limits.ts";
import { refusedBodies, type Answer, type Operation, type QueryParameter } from "../description/operation.ts";
import { octets, schemaOf, text } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { answerFile } from "../http/attachment.ts";
import { requireEmptyBody } from "../http/empty-body.ts";
import type { Environment, Surroundings } from "../http/environment.ts";
import { readJson } from "../http/json-body.ts";
import { ArchivesUnderWay } from "./archives-under-way.ts";
import { refusedAdministrators, requireAdministrator, requireConfirmed } from "./caller.ts";
import { languageHeader, languageIn } from "./language-in.ts";
import { certificateIn, certificateParameters } from "./own-path.ts";

const recorded = "The second factor must have been given within five minutes. Recorded in the audit trail.";

const Profile = v.optional(v.picklist(["compatible", "modern"]), "compatible");
const profileQuery: Readonly<Record<string, QueryParameter>> = {
  profile: {
    description: "How the .p12 file is encrypted; by default so that every system opens it.",
    schema: { enum: Profile.wrapped.options },
  },
};
const ForDevice = v.optional(v.picklist(devices));
/** Of one certificate: the file may be for another device than the one that uses it. */
const deviceQuery: Readonly<Record<string, QueryParameter>> = {
  ...profileQuery,
  device: {
    description: "Another device of the holder's, which determines how the .p12 file is encrypted, and the instructions.",
    schema: { enum: ForDevice.wrapped.options },
  },
};

function fileAnswer(type: string, description: string): Readonly<Record<string, Answer>> {
  const headers = { "Content-Disposition": "The file's name (RFC 6266)." };
  return { 200: { description, headers, content: { [type]: octets } } };
}

/** What hand-outs of one certificate have in common. */
const handOutOfOne = {
  method: "post",
  description: recorded,
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["secrets"],
  parameters: certificateParameters,
  request: { required: false, content: { "application/json": { type: "object", maxProperties: 0 } } },
  refusals: [
    ...refusedAdministrators,
    ...refusedBodies,
    "not-found",
    "file-not-kept",
    "revoked",
    "retired",
    "other-device-refused",
  ],
} satisfies Partial<Operation>;

/** パスワード. */
export const revealPassword: Operation = {
  ...handOutOfOne,
  id: "revealPassword",
  path: consolePaths.password,
  summary: "Reveal the password of a certificate's file",
  answers: { 200: { description: "The password.", content: { "application/json": schemaOf("RevealedPassword") } } },
  handler: (surroundings) => async (c) => {
    const { named, ...handOut } = await confirmed(surroundings, c);
    return answerJson({ password: await reveal(surroundings.service, named, handOut) });
  },
};

/** ダウンロード(p12形式). */
export const handOutP12: Operation = {
  ...handOutOfOne,
  id: "handOutP12",
  path: consolePaths.file,
  summary: "Hand out the .p12 file of a certificate",
  query: deviceQuery,
  answers: fileAnswer("application/x-pkcs12", "The file."),
  handler: (surroundings) => async (c) => {
    const { named, ...handOut } = await confirmed(surroundings, c);
    const order = { profile: profileIn(c), device: deviceIn(c), ...handOut };
    const { name, content } = await handOutFile(surroundings.service, named, order);
    return answerFile("application/x-pkcs12", name, content);
  },
};

/** ダウンロード(zip形式). */
export const handOutZip: Operation = {
  ...handOutOfOne,
  id: "handOutZip",
  path: consolePaths.archive,
  summary: "Hand out the files of a certificate, its password and instructions, as a zip file",
  query: deviceQuery,
  headers: languageHeader,
  answers: fileAnswer("application/zip", "The .p12 file, certificate and key for other programs, the password, and instructions."),
  handler: (surroundings) => async (c) => {
    const { named, ...handOut } = await confirmed(surroundings, c);
    const { name, content } = await handOutArchive(surroundings.service, named, {
      ...optionsIn(c),
      device: deviceIn(c),
      ...handOut,
    });
    return answerFile("application/zip", name, content);
  },
};

/** 一括ダウンロード. */
export const handOutZips: Operation = {
  id: "handOutZips",
  method: "post",
  path: consolePaths.archives,
  summary: "Hand out the files of several certificates as one zip file, with a manifest",
  description: `${recorded} Certificates whose key the service does not have are only in the manifest.`,
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["secrets"],
  query: profileQuery,
  headers: languageHeader,
  request: { required: true, content: { "application/json": schemaOf("ArchiveOrder") } },
  answers: fileAnswer(
    "application/zip",
    "A folder for each certificate. If it breaks off, the hand-out was not permitted any more.",
  ),
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found", "selection-changed", "downloads-exceeded"],
  handler: (surroundings) => {
    const underWay = new ArchivesUnderWay();
    return async (c) => {
      const now = surroundings.clock();
      // Strangers do not have the service read megabytes.
      const by = await requireConfirmed(surroundings, c, { now, atLeast: "operator" });
      const { selection } = await readJson(c.env.incoming, ArchiveOrder, selectionLimit);
      underWay.begin(by.tenant, c.env.outgoing);
      const files = await handOutArchives(surroundings.service, selection, { ...optionsIn(c), by, clock: surroundings.clock });
      // Thousands of files take longer than other responses may.
      if (c.env.outgoing instanceof ServerResponse) liftTimeLimit(c.env.outgoing);
      return answerFile("application/zip", `certificates_${now.toISOString().slice(0, 10)}.zip`, files);
    };
  },
};

/** CA証明書 「ダウンロード」. */
export const issuingAuthority: Operation = {
  id: "issuingAuthority",
  method: "get",
  path: consolePaths.authority,
  summary: "Get the certificate of the authority that issued a certificate, and of those above it",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  parameters: certificateParameters,
  answers: {
    200: {
      description: "The issuing authority's certificate first, the root's last (RFC 8555, section 9.1).",
      headers: { "Content-Disposition": "The file's name (RFC 6266)." },
      content: { "application/pem-certificate-chain": text },
    },
  },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const { tenant } = await requireAdministrator(surroundings, c, { now: clock(), atLeast: "viewer" });
    const { der, issuer } = await requireOwn(service.store, certificateIn(c, tenant));
    // Only facts are known of a certificate that its holder has not presented yet.
    if (der.length === 0) throw new Refusal("not-found");
    const chain = chainAbove(service.authority, der).map((each) => encodePem("CERTIFICATE", each));
    return answerFile("application/pem-certificate-chain", `ca_${issuer.slice(0, 16)}.pem`, chain.join(""));
  },
};

/** The named profile; by default that of the device. @throws Refusal `request-malformed` */
function profileIn(c: Context<Environment>): Pkcs12Profile {
  const device = deviceIn(c);
  const usual = device === undefined ? undefined : profileOfDevice(device);
  const profile = v.safeParse(Profile, c.req.query("profile") ?? usual);
  if (!profile.success) throw new Refusal("request-malformed", { by: "query" });
  return profile.output;
}

/** @throws Refusal `request-malformed` */
function deviceIn(c: Context<Environment>): Device | undefined {
  const device = v.safeParse(ForDevice, c.req.query("device"));
  if (!device.success) throw new Refusal("request-malformed", { by: "query" });
  return device.output;
}

function optionsIn(c: Context<Environment>): ArchiveOptions {
  return { profile: profileIn(c), language: languageIn(c) };
}

/** The certificate that a request names, and who has confirmed that it is handed out to them. */
async function confirmed(
  surroundings: Surroundings,
  c: Context<Environment>,
): Promise<HandOut & { readonly named: OwnCertificate }> {
  await requireEmptyBody(c.env.incoming);
  const now = surroundings.clock();
  const by = await requireConfirmed(surroundings, c, { now, atLeast: "operator" });
  return { named: certificateIn(c, by.tenant), by, now };
}
