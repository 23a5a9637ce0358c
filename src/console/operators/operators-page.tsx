import type { JSX } from "preact";
import { listOperatorLogins, listOperators } from "../../client/console/operators.ts";
import { LoginTable } from "../accounts/login-table.tsx";
import { listedMoment, listedName } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { Pager } from "../parts/pager.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { DataTable } from "./data-table.tsx";
import { Defaults } from "./defaults.tsx";
import { changed, writeOperatorAddress } from "./operator-address.ts";
import { useWords } from "./texts/use-words.ts";

const tones = { invited: "waiting", active: "good", disabled: "over" } as const;

/** Who operates the service, when they logged in, and what applies to every tenant. */
export function OperatorsPage({ parameters }: { readonly parameters: string }): JSX.Element {
  const { service, texts, language } = useSite();
  const { operators: words, tenants } = useWords();
  const operators = useLoaded("operators", () => listOperators(service));
  const { columns } = words;
  return (
    <>
      <Heading>{words.heading}</Heading>
      <p>{words.lead}</p>
      <ScreenPart loaded={operators}>
        {(rows) => (
          <DataTable
            name="operators"
            label={words.heading}
            columns={Object.values(columns)}
            rows={rows.map(({ name, personName, state, tenant, cn, secondFactor, lastLoginAt }) => ({
              key: name,
              cells: [
                personName === "" ? name : `${personName} (${name})`,
                <StateBadge key="state" tone={tones[state]}>
                  {words.states[state]}
                </StateBadge>,
                <bdi key="certificate">{listedName({ cn, o: tenant })}</bdi>,
                words.secondFactors[secondFactor],
                lastLoginAt === null ? tenants.never : listedMoment(lastLoginAt, language),
              ],
            }))}
          />
        )}
      </ScreenPart>
      <Defaults />
      <section class="card">
        <h2>{texts.logins.heading}</h2>
        <Logins parameters={parameters} />
      </section>
    </>
  );
}

function Logins({ parameters }: { readonly parameters: string }): JSX.Element {
  const { service, texts } = useSite();
  const number = Number(/^[1-9]\d{0,6}$/.exec(new URLSearchParams(parameters).get("page") ?? "")?.[0] ?? "1");
  const loaded = useLoaded(`operator-logins-${number}`, () => listOperatorLogins(service, number));
  const at = (page: number): string =>
    writeOperatorAddress({ page: "operators", parameters: changed(parameters, { page: String(page) }) });
  return (
    <ScreenPart loaded={loaded}>
      {({ logins, page, pages }) => (
        <>
          <LoginTable logins={logins} />
          <Pager page={page} pages={pages} at={at} texts={texts.pager} />
        </>
      )}
    </ScreenPart>
  );
}
