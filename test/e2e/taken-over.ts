import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { generatePassword } from "../../src/core/password.ts";
import { parseCertificate } from "../../src/core/x509/certificate.ts";
import type { World } from "../../src/demo/world-file.ts";
import { webappAssets } from "../../src/demo/world.ts";
import { createAccount } from "../../src/server/accounts/accounts.ts";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { initialise } from "../../src/server/service/initialise.ts";
import { openService } from "../../src/server/service/open-service.ts";
import { demonstrationSettings, type Settings } from "../../src/server/settings/settings.ts";
import { derOf } from "../support/importing-service.ts";
import { issueMany, makeOpensslCloud, type OpensslCloud } from "../support/openssl-cloud.ts";
import type { MadeByOther } from "../support/other-authority.ts";
import { succeeds } from "../support/walk-takeover.ts";

const tenant = "u00000014";

/** A cloud that `openssl ca` keeps, with a hundred certificates, held by a person, a program and others. */
export interface OldCloud extends AsyncDisposable {
  readonly cloud: OpensslCloud;
  /** client28, which expires in 71 days. */
  readonly held: MadeByOther;
  /** client77, which expires in 30 days. */
  readonly program: MadeByOther;
}

export async function makeOldCloud(): Promise<OldCloud> {
  const cloud = await makeOpensslCloud("RSA-2048");
  const held = await cloud.issuing.issue({ subject: `/C=JP/O=${tenant}/CN=client28`, kind: "RSA-2048", days: 71 });
  const program = await cloud.issuing.issue({ subject: `/C=JP/O=${tenant}/CN=client77`, kind: "RSA-2048", days: 30 });
  await issueMany(cloud.issuing, 98);
  return { cloud, held, program, [Symbol.asyncDispose]: async () => await cloud[Symbol.asyncDispose]() };
}

/** Takes the cloud over as its operator does: `koshin init --authority`, `koshin import`. */
export async function takeOver({ cloud, held }: OldCloud, data: string, own: Partial<Settings> = {}): Promise<World> {
  const { root, issuing } = cloud;
  const files = { authority: issuing.path, key: join(issuing.folder, "ca.key"), root: root.path };
  const settings = { ...demonstrationSettings, webapp: { assets: webappAssets }, ...own };
  await initialise(data, { now: new Date(), settings, authority: files });
  const paths = [join(issuing.folder, "index.txt"), join(issuing.folder, "newcerts")];
  expect(await succeeds("import", "--data", data, ...paths)).toMatchObject({ taken: 100, repeated: 100, refused: {} });
  const account = { name: "ormaster", tenant, password: generatePassword() };
  await using service = await openService(data);
  await createAccount(service.store, { ...account, ...byOperator() });
  return {
    ...{ complete: true, user: account.name, password: account.password, tenant, otherTenant: "u00010000" },
    certificates: [{ cn: "client28", tenant, serial: held.serial, ...(await writeFileOf(cloud, held)) }],
  };
}

/** The .p12 file that the cloud gave to its holder. */
async function writeFileOf(
  cloud: OpensslCloud,
  held: MadeByOther,
): Promise<{ p12: string; passwordFile: string; notAfter: string }> {
  const { path } = held;
  const [p12, passwordFile] = [path.replace(/pem$/, "p12"), path.replace(/pem$/, "txt")];
  await writeFile(passwordFile, "geheim\n");
  await cloud.issuing.openssl(
    ...["pkcs12", "-export", "-in", path, "-inkey", path.replace(/pem$/, "key"), "-certfile", cloud.issuing.path],
    ...["-passout", `file:${passwordFile}`, "-out", p12],
  );
  return { p12, passwordFile, notAfter: parseCertificate(derOf(held)).notAfter.toISOString() };
}
