import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mostViews, SavedView, ViewList } from "../../../../src/protocol/console/views.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf, refusalIn } from "../../../support/console-answers.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";
import type { Received } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let viewer: LoggedInAdministrator;
let colleague: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  viewer = await administratorOf(world, { account: "suzuki", role: "viewer" });
  colleague = await administratorOf(world, { account: "sato" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function save(who: LoggedInAdministrator, view: unknown, at = ""): Promise<Received> {
  const headers = { "Content-Type": "application/json" };
  const method = at === "" ? "POST" : "PUT";
  return await who.ask({ method, path: `/api/views${at}`, headers, body: JSON.stringify(view) });
}

async function namesOf(who: LoggedInAdministrator): Promise<string[]> {
  return contentOf(ViewList, await who.ask({ path: "/api/views" })).views.map(({ name }) => name);
}

describe("views", () => {
  test("are saved by viewers too, listed by name, changed, renamed and removed", async () => {
    const view = contentOf(SavedView, await save(viewer, { name: " 受付 ", parameters: "remark=%E5%8F%97%E4%BB%98" }));
    expect(view).toMatchObject({ name: "受付", parameters: "remark=%E5%8F%97%E4%BB%98" });
    await save(viewer, { name: "DB", parameters: "kind=db&columns=remark" });
    expect(await namesOf(viewer)).toEqual(["DB", "受付"]);
    const changed = await save(viewer, { name: "受付と検査", parameters: "remarked=yes" }, `/${view.id}`);
    expect(contentOf(SavedView, changed)).toEqual({ id: view.id, name: "受付と検査", parameters: "remarked=yes" });
    const removed = await viewer.ask({ method: "DELETE", path: `/api/views/${view.id}` });
    expect([removed.status, await namesOf(viewer)]).toEqual([204, ["DB"]]);
    expect(refusalIn(await viewer.ask({ method: "DELETE", path: `/api/views/${view.id}` }))).toEqual([404, "not-found"]);
  });

  test("are each account's own", async () => {
    const { id } = contentOf(SavedView, await save(colleague, { name: "mine", parameters: "" }));
    expect(await namesOf(viewer)).not.toContain("mine");
    expect(refusalIn(await save(viewer, { name: "mine", parameters: "" }, `/${id}`))).toEqual([404, "not-found"]);
    expect(refusalIn(await viewer.ask({ method: "DELETE", path: `/api/views/${id}` }))).toEqual([404, "not-found"]);
    expect(await namesOf(colleague)).toEqual(["mine"]);
  });

  test("have different names, and are fifty at most", async () => {
    const own = await administratorOf(world, { account: "mori" });
    for (let number = 1; number <= mostViews; number += 1) await save(own, { name: `view ${number}`, parameters: "" });
    const [first] = contentOf(ViewList, await own.ask({ path: "/api/views" })).views;
    expect(refusalIn(await save(own, { name: "view 7", parameters: "" }))).toEqual([409, "view-exists"]);
    expect(refusalIn(await save(own, { name: "view 7", parameters: "" }, `/${first?.id ?? ""}`))).toEqual([409, "view-exists"]);
    expect(refusalIn(await save(own, { name: "one more", parameters: "" }))).toEqual([409, "views-exceeded"]);
    expect((await save(own, { name: "view 1", parameters: "kind=db" }, `/${first?.id ?? ""}`)).status).toBe(200);
  });

  test("are refused if name or parameters are malformed", async () => {
    for (const wrong of [
      { name: "", parameters: "" },
      { name: "x".repeat(61), parameters: "" },
      { name: "a\nb", parameters: "" },
      { name: "a", parameters: "受付" },
      { name: "a", parameters: "x".repeat(4001) },
      { name: "a" },
      { name: "a", parameters: "", account: "sato" },
    ])
      expect(refusalIn(await save(viewer, wrong))).toEqual([400, "request-malformed"]);
  });
});
