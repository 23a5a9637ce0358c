// Usage: node plain-app.ts: an app that responds to every request with a kilobyte, and prints its port.
import { createServer } from "node:http";
import { listen, portOf } from "../../../src/server/listener/listen.ts";

const page = Buffer.alloc(1024, "koshin ");
const server = createServer((_, outgoing) => {
  outgoing.writeHead(200, { "Content-Type": "text/plain", "Content-Length": page.length }).end(page);
});
await listen(server, "127.0.0.1", 0);
console.log(portOf(server));
