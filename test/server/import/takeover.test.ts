import { join } from "node:path";
import { describe } from "vitest";
import { initialise } from "../../../src/server/service/initialise.ts";
import { walkTakeover } from "../../support/walk-takeover.ts";

describe("a cloud with 2,000 certificates whose authority is taken with its key", () => {
  walkTakeover({
    kind: "RSA-2048",
    holders: "RSA-2048",
    others: 1996,
    async begin({ root, issuing }, data, beginning) {
      const key = join(issuing.folder, "ca.key");
      await initialise(data, { ...beginning, authority: { authority: issuing.path, key, root: root.path } });
    },
  });
});
