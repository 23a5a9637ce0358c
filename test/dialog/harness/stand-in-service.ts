import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import { fromBase64, toBase64 } from "../../../src/core/base64.ts";
import { writeCertsOnly } from "../../../src/core/x509/certs-only.ts";
import type { ProblemCode } from "../../../src/protocol/problem.ts";
import { StageReport } from "../../../src/protocol/stage.ts";
import type { PendingReplacement, Status } from "../../../src/protocol/status.ts";
import { Authority } from "./authority.ts";
import { oldSerial, statusDue } from "./status-fixture.ts";

/** How a request fails: refused by the service, or cut off without a response, before or after it was processed. */
export type Fault = ProblemCode | "cut-off" | "cut-off-after";

/** Responses of something else: of the web app, of a gateway whose service is down, and of a login page. */
const others = {
  "html-404": { status: 404, head: { "Content-Type": "text/html" } },
  "html-502": { status: 502, head: { "Content-Type": "text/html" } },
  "login-redirect": { status: 302, head: { Location: "/" } },
} as const;

/** A page, and the part of the service that the dialog uses, with configurable responses. */
export class StandInService {
  /** The returned status; its pending replacement is kept up to date. */
  status: Status = statusDue();
  /** The certificate that the browser presents on the proof host. */
  presented: string | undefined = oldSerial;
  /** Reports are answered once this has resolved. */
  reportsAnswered: Promise<unknown> = Promise.resolve();
  /** Queued faults by kind of request, the next one first. */
  readonly faults: Record<"enrol" | "stage" | "proof", Fault[]> & { readonly status: (Fault | keyof typeof others)[] } = {
    status: [],
    enrol: [],
    stage: [],
    proof: [],
  };
  /** The requests for which a certificate was returned: the request in base64, and its precondition. */
  readonly enrolled: {
    readonly request: string;
    readonly ifMatch: string | undefined;
    readonly ifNoneMatch: string | undefined;
  }[] = [];
  readonly reports: StageReport[] = [];
  readonly proofHosts: string[] = [];
  /** The validity of issued certificates, in days. */
  days = 1095;
  language = "ja";
  /** Further scripts that the page can load, by path. */
  readonly ownScripts = new Map<string, string>();

  #server: Server;
  readonly #authority: Authority;
  readonly #scripts: ReadonlyMap<string, string>;
  readonly #issued = new Map<string, string>();

  private constructor(authority: Authority, scripts: ReadonlyMap<string, string>) {
    this.#authority = authority;
    this.#scripts = scripts;
    this.#server = this.#createServer();
  }

  /** @param scripts the scripts that every page can load, by path */
  static async start(scripts: ReadonlyMap<string, string>): Promise<StandInService> {
    const service = new StandInService(await Authority.create(), scripts);
    await listen(service.#server);
    return service;
  }

  /** Resets to a certificate that is due, and no faults, at another origin: requests that are under way end here. */
  async reset(): Promise<void> {
    const ended = this.#server;
    this.#server = this.#createServer();
    // Both listen for a moment, so that the ports differ.
    await listen(this.#server);
    const closed = once(ended, "close");
    ended.close();
    ended.closeAllConnections();
    await closed;
    this.status = statusDue();
    this.presented = oldSerial;
    for (const faults of Object.values(this.faults)) faults.length = 0;
    this.reportsAnswered = Promise.resolve();
    for (const list of [this.enrolled, this.reports, this.proofHosts]) list.length = 0;
    this.days = 1095;
    this.language = "ja";
    this.ownScripts.clear();
    this.#issued.clear();
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The stand-in service is not listening.");
    return `http://localhost:${address.port}`;
  }

  get authority(): Authority {
    return this.#authority;
  }

  /** The proof host's response to the page's intercepted request; undefined if the connection fails. */
  prove(url: URL): { readonly status: number; readonly contentType: string; readonly body: string } | undefined {
    this.proofHosts.push(url.hostname);
    const fault = this.faults.proof.shift() ?? (this.presented === undefined ? "no-certificate" : undefined);
    if (fault === "cut-off" || fault === "cut-off-after") return undefined;
    if (fault !== undefined) return { status: 401, contentType: "application/problem+json", body: problem(fault) };
    const { pending } = this.status;
    if (pending !== null && this.presented === pending.serial) this.status.pending = { ...pending, stage: "first-used" };
    const seen = { ...this.status.certificate, serial: this.presented ?? "" };
    return { status: 200, contentType: "application/json", body: JSON.stringify({ ...this.status, certificate: seen }) };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#authority.dispose();
  }

  #createServer(): Server {
    return createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        // A request of a page that was closed meanwhile needs no answer.
        if (request.complete) throw error;
      });
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // On a reused connection, a browser silently repeats a request that was cut off.
    response.shouldKeepAlive = false;
    const { pathname } = new URL(request.url ?? "/", this.origin);
    const script = this.#scripts.get(pathname) ?? this.ownScripts.get(pathname);
    if (script !== undefined) {
      response.setHeader("Content-Type", "text/javascript; charset=utf-8");
      response.end(script);
      return;
    }
    switch (pathname) {
      case "/":
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        response.setHeader(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; connect-src 'self' https://*.verify.localhost; style-src 'self'",
        );
        response.end(
          `<!doctype html><html lang="${this.language}"><title>Menu</title><body><main><h1>Menu</h1></main><script src="/koshin.iife.js"></script><script src="/start.js"></script>`,
        );
        break;
      case "/start.js":
        response.setHeader("Content-Type", "text/javascript; charset=utf-8");
        response.end("if (!location.hash.includes('wait')) window.outcome = koshin.watchRenewal().finished;");
        break;
      case "/api/cert/status":
        if (!fails(response, this.faults.status.shift())) sendJson(response, this.status);
        break;
      case "/api/cert/stage":
        await this.#stage(request, response);
        break;
      case "/.well-known/est/simplereenroll":
        await this.#enrol(request, response);
        break;
      case "/.well-known/est/cacerts":
        response.setHeader("Content-Type", "application/pkcs7-mime; smime-type=certs-only");
        response.end(toBase64(writeCertsOnly([this.#authority.certificate])));
        break;
      default:
        response.writeHead(404).end();
    }
  }

  async #stage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const report = v.parse(StageReport, JSON.parse(await text(request)));
    if (fails(response, this.faults.stage.shift())) return;
    this.reports.push(report);
    const { pending } = this.status;
    if (pending !== null) this.status.pending = { ...pending, stage: report.stage };
    await this.reportsAnswered;
    response.writeHead(204).end();
  }

  async #enrol(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const fault = this.faults.enrol.shift();
    if (fault !== "cut-off-after" && fails(response, fault)) return;
    const ifMatch = request.headers["if-match"];
    const ifNoneMatch = request.headers["if-none-match"];
    const pending = this.status.pending;
    const known = this.#issued.get(body);
    if (known === undefined && pending !== null && ifMatch !== `"${pending.serial}"`) {
      fails(response, "replacement-pending");
      return;
    }
    this.enrolled.push({ request: body, ifMatch, ifNoneMatch });
    const answer = known ?? (await this.#issue(body));
    if (fails(response, fault)) return;
    response.setHeader("Content-Type", "application/pkcs7-mime; smime-type=certs-only");
    response.end(answer);
  }

  async #issue(body: string): Promise<string> {
    const { serial, certificate } = await this.#authority.sign(fromBase64(body), this.days);
    const notAfter = new Date(Date.now() + this.days * 86_400_000).toISOString();
    this.status.pending = { ...pendingReplacement(), serial, notAfter };
    const answer = toBase64(writeCertsOnly([certificate]));
    this.#issued.set(body, answer);
    return answer;
  }
}

async function listen(server: Server): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}

function pendingReplacement(): Omit<PendingReplacement, "serial" | "notAfter"> {
  return { issuedAt: new Date().toISOString(), fileName: "000042_JP_u00000014_client28.p12", stage: "issued" };
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(body));
}

function problem(code: ProblemCode): string {
  return JSON.stringify({ type: `urn:koshin:${code}`, title: code, status: 400, detail: code, code });
}

/** The statuses of refusals other than 403; EST accepts what is decided on later. */
const statuses: ReadonlyMap<string, number> = new Map([
  ["replacement-pending", 412],
  ["authority-delayed", 202],
]);

/** Fails a request if there is a fault; returns whether it did. */
function fails(response: ServerResponse, fault: Fault | keyof typeof others | undefined): boolean {
  if (fault === undefined) return false;
  if (fault === "cut-off" || fault === "cut-off-after") {
    response.destroy();
    return true;
  }
  if (fault === "html-404" || fault === "html-502" || fault === "login-redirect") {
    response.writeHead(others[fault].status, others[fault].head).end("<h1>Not here</h1>");
    return true;
  }
  response.writeHead(statuses.get(fault) ?? 403, { "Content-Type": "application/problem+json" });
  response.end(problem(fault));
  return true;
}
