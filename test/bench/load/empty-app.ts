// Usage: node empty-app.ts DATA: the service with a web app that responds to every request with an empty 204; prints
// its addresses.
import { serve } from "../../../src/server/serve.ts";

const [data = ""] = process.argv.slice(2);
const running = await serve({ data, webapp: () => new Response(null, { status: 204 }) });
console.log(JSON.stringify(running.addresses));
await new Promise((resolve) => process.once("SIGTERM", resolve));
await running.close();
