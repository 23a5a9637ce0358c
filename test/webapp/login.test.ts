import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { App, client28, client28Renewed, client29, origin, otherTenant, password, user } from "./app.ts";

let app: App;
beforeEach(async () => {
  app = await App.create();
});
afterEach(() => app[Symbol.asyncDispose]());

describe("login", () => {
  test("starts at the login page and ends at the master menu", async () => {
    expect((await app.get("/", client28)).headers.get("Location")).toBe("/login");
    const { response, cookie } = await app.logIn(client28);
    expect([response.status, response.headers.get("Location")]).toEqual([303, "/menu"]);
    expect((await app.get("/menu", client28, { Cookie: cookie })).status).toBe(200);
    expect((await app.get("/", client28, { Cookie: cookie })).headers.get("Location")).toBe("/menu");
    expect((await app.get("/login", client28, { Cookie: cookie })).headers.get("Location")).toBe("/menu");
  });

  test("cannot be bypassed", async () => {
    for (const Cookie of ["", "__Host-session=", `__Host-session=${"A".repeat(43)}`])
      expect((await app.get("/menu", client28, { Cookie })).headers.get("Location")).toBe("/login");
  });

  test("is a plain form, which works without a script", async () => {
    const page = await (await app.get("/login", client28)).text();
    expect(page).toMatch(/<form[^>]+method="post"[^>]+action="\/login"/);
    expect(page).not.toContain("{{");
  });
});

describe("a wrong password", () => {
  test("is announced on the login page, which keeps the user name and not the password", async () => {
    const { response, cookie } = await app.logIn(client28, "wrong-password");
    const page = await response.text();
    expect([response.status, cookie]).toEqual([403, ""]);
    expect(page).toMatch(/role="alert"[^>]+autofocus/);
    expect(page).toContain(`value="${user}"`);
    expect(page).not.toContain("wrong-password");
  });

  test("is answered like an unknown user", async () => {
    const wrong = await (await app.logIn(client28, "wrong-password")).response.text();
    const unknown = await (await app.logIn(client28, password, "nobody")).response.text();
    expect(unknown).toBe(wrong.replaceAll(user, "nobody"));
  });

  test("shows nothing that the person typed as markup", async () => {
    const page = await (await app.logIn(client28, "wrong", `"><script>alert(1)</script>`)).response.text();
    expect(page).not.toContain("<script>alert");
  });

  test("locks out even the correct one for a minute after five consecutive attempts", async () => {
    for (let tries = 0; tries < 5; tries += 1) expect((await app.logIn(client28, "wrong-password")).response.status).toBe(403);
    const { response } = await app.logIn(client28);
    expect([response.status, response.headers.get("Retry-After")]).toEqual([429, "60"]);
    app.wait(59);
    expect((await app.logIn(client28)).response.status).toBe(429);
    app.wait(1);
    expect((await app.logIn(client28)).response.status).toBe(303);
  });

  test("is counted even in concurrent attempts", async () => {
    const tries = Array.from({ length: 12 }, () => app.logIn(client28, "wrong-password"));
    const statuses = (await Promise.all(tries)).map(({ response }) => response.status);
    expect(statuses.filter((status) => status === 403)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });

  test("does not lock anybody out after four attempts followed by the correct one", async () => {
    for (let round = 0; round < 2; round += 1) {
      for (let tries = 0; tries < 4; tries += 1) await app.logIn(client28, "wrong-password");
      expect((await app.logIn(client28)).response.status).toBe(303);
    }
  });

  test("of a colleague locks out only the colleague", async () => {
    for (let tries = 0; tries < 6; tries += 1) await app.logIn(client29, "wrong-password");
    expect((await app.logIn(client29)).response.status).toBe(429);
    expect((await app.logIn(client28)).response.status).toBe(303);
  });

  test("is still counted after the certificate has been renewed", async () => {
    for (let tries = 0; tries < 5; tries += 1) await app.logIn(client28, "wrong-password");
    expect((await app.logIn(client28Renewed)).response.status).toBe(429);
  });

  test("from another tenant does not lock out the holder of the account", async () => {
    for (let tries = 0; tries < 6; tries += 1) await app.logIn(otherTenant, "wrong-password");
    expect((await app.logIn(client28)).response.status).toBe(303);
  });
});

describe("a certificate of another tenant", () => {
  test("does not log in with the correct password, and the page says why", async () => {
    const { response, cookie } = await app.logIn(otherTenant);
    expect([response.status, cookie]).toEqual([403, ""]);
    expect(await response.text()).toContain("<code>other-tenant</code>");
  });

  test("does not reveal whose account it is after a wrong password", async () => {
    expect(await (await app.logIn(otherTenant, "wrong-password")).response.text()).not.toContain("other-tenant");
  });
});

describe("a session", () => {
  test("is a 256-bit token in a cookie that is inaccessible to scripts and other sites", async () => {
    const { response } = await app.logIn(client28);
    expect(response.headers.get("Set-Cookie")).toMatch(
      /^__Host-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  test("continues with the renewed certificate of the same person", async () => {
    const { cookie } = await app.logIn(client28);
    expect((await app.get("/menu", client28Renewed, { Cookie: cookie })).status).toBe(200);
  });

  test("is rejected with another person's certificate", async () => {
    const { cookie } = await app.logIn(client28);
    for (const peer of [client29, otherTenant])
      expect((await app.get("/menu", peer, { Cookie: cookie })).headers.get("Location")).toBe("/login");
  });

  test("is rejected with a refused certificate", async () => {
    const { cookie } = await app.logIn(client28);
    const response = await app.get("/menu", { kind: "refused", code: "revoked" }, { Cookie: cookie });
    expect(response.status).toBe(403);
  });

  test("ends at logout, on the server too", async () => {
    const { cookie } = await app.logIn(client28);
    const response = await app.post("/logout", client28, "", { Cookie: cookie });
    expect([response.status, response.headers.get("Location")]).toEqual([303, "/login"]);
    expect(response.headers.get("Set-Cookie")).toContain("Max-Age=0");
    expect((await app.get("/menu", client28, { Cookie: cookie })).headers.get("Location")).toBe("/login");
  });

  test("ends after twelve hours", async () => {
    const { cookie } = await app.logIn(client28);
    app.wait(12 * 60 * 60 - 1);
    expect((await app.get("/menu", client28, { Cookie: cookie })).status).toBe(200);
    app.wait(1);
    expect((await app.get("/menu", client28, { Cookie: cookie })).status).toBe(303);
  });
});

describe("the login form", () => {
  const form = new URLSearchParams({ user, password }).toString();
  const fields = Object.entries({ user, password }).map(
    ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const multipart = `${fields.join("")}--x--\r\n`;

  test("of another site is refused", async () => {
    for (const site of ["cross-site", "same-site", "none"]) {
      const response = await app.post("/login", client28, form, { "Sec-Fetch-Site": site });
      expect(response.status).toBe(403);
      expect(await response.text()).toContain("<code>cross-site</code>");
    }
    const { cookie } = await app.logIn(client28);
    const logout = await app.post("/logout", client28, "", { Cookie: cookie, "Sec-Fetch-Site": "cross-site" });
    expect(logout.status).toBe(403);
    expect((await app.get("/menu", client28, { Cookie: cookie })).status).toBe(200);
  });

  test.each([
    ["a foreign site and an own origin", { "Sec-Fetch-Site": "cross-site", Origin: origin }],
    ["a foreign site in another media type", { "Sec-Fetch-Site": "cross-site", "Content-Type": "application/json" }],
    ["a foreign origin", { "Sec-Fetch-Site": undefined, Origin: "https://evil.example" }],
    ["neither a site nor an origin", { "Sec-Fetch-Site": undefined }],
  ])("that names %s is refused", async (_, headers) => {
    const response = await app.post("/login", client28, form, headers);
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining("<code>cross-site</code>")]);
  });

  test("is accepted by its origin if the browser sends no Sec-Fetch-Site", async () => {
    const response = await app.post("/login", client28, form, { "Sec-Fetch-Site": undefined, Origin: origin });
    expect([response.status, response.headers.get("Location")]).toEqual([303, "/menu"]);
  });

  test.each([
    ["too large", `${form}&x=${"x".repeat(3000)}`, "application/x-www-form-urlencoded"],
    ["of another media type", JSON.stringify({ user, password }), "application/json"],
    ["of the media type for files", multipart, "multipart/form-data; boundary=x"],
    ["incomplete", `user=${user}`, "application/x-www-form-urlencoded"],
    ["with more fields than it has", `${form}&admin=1`, "application/x-www-form-urlencoded"],
  ])("%s is refused", async (_, body, type) => {
    const response = await app.post("/login", client28, body, { "Content-Type": type });
    expect([response.status, response.headers.get("Set-Cookie")]).toEqual([400, null]);
  });
});
