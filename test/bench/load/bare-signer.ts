// Usage: node bare-signer.ts DATA: the cost of signing alone, over plain HTTP and without records. Verifies each request
// (PKCS#10 in base64) and returns a certificate signed by the service's authority, in base64; prints its port.
import { createServer } from "node:http";
import { fromBase64 } from "../../../src/core/base64.ts";
import { yearsAfter } from "../../../src/core/years.ts";
import { issueLeaf } from "../../../src/server/authority/leaf.ts";
import { requireKeyKind } from "../../../src/server/issuance/key-policy.ts";
import { readRequest, verifyRequest } from "../../../src/server/issuance/verify-request.ts";
import { listen, portOf } from "../../../src/server/listener/listen.ts";
import { openService } from "../../../src/server/service/open-service.ts";

const [data = ""] = process.argv.slice(2);
await using service = await openService(data);
const { authority, settings } = service;
const { certificateProfile: profile } = settings;

async function sign(request: string): Promise<string> {
  const read = readRequest(fromBase64(request));
  const { spki, keyKind } = verifyRequest(read, requireKeyKind(read.keyKind, ["P-256"]));
  const { subjectDer: subject } = read;
  const now = new Date();
  const notAfter = yearsAfter(now, settings.validityYears);
  return Buffer.from((await issueLeaf(authority, { subject, spki, keyKind, now, notAfter, profile })).der).toString("base64");
}

const server = createServer((incoming, outgoing) => {
  let request = "";
  incoming.setEncoding("latin1");
  incoming.on("data", (part: string) => (request += part));
  incoming.on("end", () => void sign(request).then((signed) => outgoing.end(signed, "latin1")));
});
await listen(server, "127.0.0.1", 0);
console.log(portOf(server));
await new Promise((resolve) => process.once("SIGTERM", resolve));
server.closeAllConnections();
server.close();
