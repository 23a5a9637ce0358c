import { expect, test } from "vitest";
import { routeOf } from "../../../src/server/routes/http/request-outcome.ts";

test.each([
  ["/", "/"],
  ["/api/cert/status", "/api/cert/status"],
  ["/api/session/second-factor", "/api/session/second-factor"],
  ["/api/certificates/0a1b/DD04/password", "/api/certificates/{issuer}/{serial}/password"],
  ["/api/accounts/suzuki/state", "/api/accounts/{name}/state"],
  ["/api/accounts/suzuki/state/more", "other"],
  ["/wp-login.php", "other"],
])("the route of %s in the metrics is %s", (path, route) => {
  expect(routeOf(path)).toBe(route);
});
