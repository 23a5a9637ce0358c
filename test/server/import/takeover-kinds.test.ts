import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe } from "vitest";
import { initialise } from "../../../src/server/service/initialise.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { startEstServer } from "../../support/est-server.ts";
import { authorityExtensions } from "../../support/openssl-authority.ts";
import { succeeds, walkTakeover } from "../../support/walk-takeover.ts";

describe.each([
  { kind: "P-256", holders: "P-384" },
  { kind: "RSA-4096", holders: "RSA-3072" },
] as const)("a cloud whose authority is taken with its key of $kind", (takeover) => {
  walkTakeover({
    ...takeover,
    async begin({ root, issuing }, data, beginning) {
      const key = join(issuing.folder, "ca.key");
      await initialise(data, { ...beginning, authority: { authority: issuing.path, key, root: root.path } });
    },
  });
});

describe("a cloud whose root certifies another authority, beside the one that goes on", () => {
  walkTakeover({
    kind: "RSA-3072",
    holders: "RSA-4096",
    publishesItself: true,
    async begin({ root, issuing }, data, beginning) {
      await initialise(data, { ...beginning, root: root.path });
      const certificate = join(root.folder, "accepted.pem");
      await root.certify([dataFolder(data).authority.request], certificate, {
        days: 2500,
        extensions: authorityExtensions.join("\n"),
      });
      await succeeds("authority", "accept", certificate, "--data", data);
      await succeeds("authority", "adopt", issuing.path, "--data", data);
    },
  });
});

describe("a cloud whose authority goes on signing, by EST", () => {
  walkTakeover({
    kind: "RSA-2048",
    holders: "P-256",
    publishesItself: true,
    signsItself: true,
    async begin({ root, issuing }, data, beginning, owned) {
      await initialise(data, beginning);
      const key = join(issuing.folder, "ca.key");
      const est = owned.use(await startEstServer({ certificate: issuing.path, key, root: root.path }));
      const chain = est.openssl.path("chain.pem");
      await writeFile(chain, issuing.certificate + root.certificate);
      const credential = ["--credential", est.openssl.path("ra.pem"), "--credential-key", est.openssl.path("ra.key")];
      const trust = ["--authority", chain, "--server-roots", issuing.path];
      await succeeds("authority", "upstream", "--data", data, "--url", est.url, ...trust, ...credential);
    },
  });
});
