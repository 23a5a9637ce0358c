// Usage: node bare-listener.ts DATA: what TLS and HTTP alone cost. The service's own listener, with its certificate and
// its options, answers every request with an empty 204, and prints its port.
import { createServer } from "node:https";
import { listen, portOf } from "../../../src/server/listener/listen.ts";
import { tlsOptions } from "../../../src/server/listener/tls-options.ts";
import { openService } from "../../../src/server/open-service.ts";

const [data = ""] = process.argv.slice(2);
await using service = await openService(data);
const server = createServer(await tlsOptions(data, service, new Date()), (_, response) => {
  response.writeHead(204).end();
});
await listen(server, "127.0.0.1", 0);
console.log(portOf(server));
await new Promise((resolve) => process.once("SIGTERM", resolve));
server.closeAllConnections();
server.close();
