import { readFile, writeFile } from "node:fs/promises";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../src/server/issuance/lifecycle/revoke.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { copyWorld } from "../support/copied-world.ts";
import { frontFolder, frontSettings, startFront } from "../support/real-front.ts";
import { replacementOf } from "../support/records.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { renewAndProve } from "./renew-and-prove.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();
const Settings = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

describe.each(["nginx", "haproxy", "apache"] as const)(
  "a person in Chromium, through %s with the manual's configuration",
  (form) => {
    test("renews and proves, and is refused once the certificate is revoked", async () => {
      const order = await frontFolder(form);
      await using clinic = await Clinic.open({
        certificates: ["client28"],
        extension: true,
        computer,
        frontPort: order.port,
        async begin(data) {
          const world = await copyWorld(data);
          const { settings } = dataFolder(data);
          const content = v.parse(Settings, await readFile(settings, "utf8"));
          await writeFile(settings, JSON.stringify({ ...content, front: frontSettings(order) }));
          return world;
        },
      });
      const { service } = clinic.service;
      await using front = await startFront(order, { data: clinic.data, service });
      const old = clinic.serialOf("client28");
      const person = new Person(await clinic.logIn());
      await person.reads("クライアント証明書の更新が必要です");
      const { serial } = await renewAndProve(clinic, person);
      expect((await replacementOf(service.store, old))?.serial).toBe(serial);
      expect((await replacementOf(service.store, old))?.firstUsedAt).not.toBeNull();
      expect(new URL(person.page.url()).port).toBe(String(front.port));

      // In a connection that the browser has kept, whose handshake is long past.
      await revokeCertificate(service, { serial: old }, "superseded", byOperator(new Date()));
      await person.page.goto(`${clinic.app}/menu`);
      expect(await person.page.evaluate(() => document.body.textContent)).toContain("失効");
    });
  },
);
