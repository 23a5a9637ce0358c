import { join } from "node:path";
import { describe } from "vitest";
import { initialise } from "../../../src/server/service/initialise.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { authorityExtensions } from "../../support/openssl-authority.ts";
import { succeeds, walkTakeover } from "../../support/walk-takeover.ts";

describe.each([
  { kind: "P-256", holders: "P-384" },
  { kind: "RSA-4096", holders: "RSA-3072" },
] as const)("a cloud whose authority is taken with its key of $kind", { timeout: 120_000 }, (takeover) => {
  walkTakeover({
    ...takeover,
    async begin({ root, issuing }, data, beginning) {
      const key = join(issuing.folder, "ca.key");
      await initialise(data, { ...beginning, authority: { authority: issuing.path, key, root: root.path } });
    },
  });
});

describe("a cloud whose root certifies another authority, beside the one that goes on", { timeout: 120_000 }, () => {
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
