// Usage: node bare-listener.ts DATA: the cost of TLS and HTTP alone. The service's listener, with its certificate and
// options, responds to every request with an empty 204, and prints its port.
import { createListener } from "../../../src/server/listener/create-listener.ts";
import { listen, portOf } from "../../../src/server/listener/listen.ts";
import { serverTls } from "../../../src/server/listener/tls-options.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { sitesOf } from "../../../src/server/settings/hosts.ts";

const [data = ""] = process.argv.slice(2);
await using service = await openService(data);
const { limits, hosts } = service.settings;
const authHosts = sitesOf(hosts, "auth").map(({ host }) => host);
const unobserved = { delayed: () => undefined, refused: () => undefined };
const { options } = await serverTls(data, service, new Date());
const { server } = createListener(
  options,
  () => limits,
  () => authHosts,
  unobserved,
);
server.on("request", (_, response) => {
  response.writeHead(204).end();
});
await listen(server, "127.0.0.1", 0);
console.log(portOf(server));
await new Promise((resolve) => process.once("SIGTERM", resolve));
process.exit();
