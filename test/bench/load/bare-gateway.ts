// Usage: node bare-gateway.ts DATA UPSTREAM: what the library does alone. The service's listener, with its certificate and
// options, passes every request on by undici, with the head as it is and nothing around it, and prints its port.
import { ServerResponse } from "node:http";
import { Agent } from "undici";
import { createListener } from "../../../src/server/listener/create-listener.ts";
import { listen, portOf } from "../../../src/server/listener/listen.ts";
import { serverTls } from "../../../src/server/listener/tls-options.ts";
import { openService } from "../../../src/server/service/open-service.ts";

const [data = "", upstream = ""] = process.argv.slice(2);
await using service = await openService(data);
const { limits } = service.settings;
const unobserved = { delayed: () => undefined, refused: () => undefined };
const { options } = await serverTls(data, service, new Date());
const { server } = createListener(
  options,
  () => limits,
  () => [],
  unobserved,
);
const agent = new Agent({ connections: limits.upstreamConnections });
server.on("request", ({ method, url, headers }, outgoing) => {
  if (!(outgoing instanceof ServerResponse)) return;
  agent.dispatch(
    { origin: upstream, path: url, method, headers },
    {
      onRequestStart: () => undefined,
      onResponseStart: (_, status, answered) => void outgoing.writeHead(status, answered),
      onResponseData: (_, chunk) => void outgoing.write(chunk),
      onResponseEnd: () => void outgoing.end(),
      onResponseError: () => void outgoing.destroy(),
    },
  );
});
await listen(server, "127.0.0.1", 0);
console.log(portOf(server));
await new Promise((resolve) => process.once("SIGTERM", resolve));
process.exit();
