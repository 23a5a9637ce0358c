import { expect, test } from "vitest";
import { operatorPaths } from "../../../../src/protocol/console/operators.ts";
import { refusalOf } from "../../../support/enrolment.ts";
import { operatorOf, withOperators } from "../../../support/system-operator.ts";
import { startService } from "../../../support/throwaway-service.ts";

test("a name or a text with the octet 0, which no database holds, is malformed at the system operators' site", async () => {
  await using world = await startService({ settings: withOperators });
  const operator = await operatorOf(world, { certificate: await world.issue("client777", 1000) });
  const searched = ["tenants?search", "tenant?tenant", "certificates?text", "trail?tenant"];
  const tenant = "a\0b";
  await operator.confirm();
  const answers = [
    ...(await Promise.all(searched.map(async (path) => await operator.ask({ path: `/api/system/${path}=a%00b` })))),
    await operator.ask({ method: "POST", path: operatorPaths.opening, body: { tenant } }),
    await operator.ask({ method: "POST", path: operatorPaths.announcements, body: { tenant, title: "a", text: "b" } }),
  ];
  for (const answer of answers) expect(refusalOf(answer)).toBe("400 request-malformed");
});
