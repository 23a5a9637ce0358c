import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { listTenants } from "../../client/console/operators.ts";
import { tenantOrders } from "../../protocol/console/operators.ts";
import { Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Select } from "../../ui/components/select.tsx";
import { listedDay, listedMoment } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { Pager } from "../parts/pager.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { DataTable } from "./data-table.tsx";
import { changed, writeOperatorAddress } from "./operator-address.ts";
import { useWords } from "./texts/use-words.ts";

const states = ["any", "open", "closed"] as const;
const directions = ["ascending", "descending"] as const;

/** All tenants. */
export function TenantsPage({ parameters }: { readonly parameters: string }): JSX.Element {
  const { service, texts, language } = useSite();
  const { tenants: words } = useWords();
  const given = new URLSearchParams(parameters);
  const search = given.get("search") ?? "";
  const [text, setText] = useState(search);
  useEffect(() => setText(search), [search]);
  const loaded = useLoaded(`tenants-${parameters}`, () => listTenants(service, parameters));
  const at = (change: Readonly<Record<string, string>>): string =>
    writeOperatorAddress({ page: "tenants", parameters: changed(parameters, change) });
  const orders = tenantOrders.flatMap((sort) => directions.map((order) => `${sort}-${order}` as const));
  const sorted = orders.find((each) => each === `${given.get("sort") ?? "name"}-${given.get("order") ?? "ascending"}`);
  const { columns } = words;
  return (
    <>
      <Heading>{words.heading}</Heading>
      <p>{words.lead}</p>
      <form
        class="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          location.hash = at({ search: text.trim() });
        }}
      >
        <Field
          name="tenant-search"
          label={words.search}
          input={{
            type: "search",
            required: false,
            maxLength: 64,
            value: text,
            onInput: ({ currentTarget }) => setText(currentTarget.value),
          }}
        />
        <Submit>{words.submit}</Submit>
        <Select
          label={words.state}
          choices={states.map((state) => [state, words.states[state]] as const)}
          chosen={states.find((state) => state === given.get("state")) ?? "any"}
          choose={(state) => (location.hash = at({ state: state === "any" ? "" : state }))}
        />
        <Select
          label={words.sort}
          choices={orders.map((order) => [order, words.orders[order]] as const)}
          chosen={sorted}
          choose={(order) => {
            const [sort = "", direction = ""] = order.split("-");
            location.hash = at({ sort, order: direction });
          }}
        />
      </form>
      <ScreenPart loaded={loaded}>
        {({ tenants, total, page, pages }) => {
          if (total === 0) return <p class="card empty">{words.noMatch}</p>;
          const pager = { page, pages, at: (to: number) => at({ page: String(to) }), texts: texts.pager };
          const count = (value: number): JSX.Element => (
            <span class={value === 0 ? "quiet" : "figure"}>{value.toLocaleString(language)}</span>
          );
          return (
            <>
              <div class="above-list">
                <p class="range" role="status">
                  {words.total(total)}
                </p>
                <Pager {...pager} />
              </div>
              <DataTable
                name="tenants"
                label={words.heading}
                columns={Object.values(columns)}
                rows={tenants.map(({ name, closedAt, inUse, due, stuck, administrators, lastLoginAt, createdAt }) => ({
                  key: name,
                  cells: [
                    <a key="name" href={writeOperatorAddress({ page: "tenant", tenant: name })}>
                      <bdi>{name}</bdi>
                    </a>,
                    <StateBadge key="state" tone={closedAt === null ? "good" : "over"}>
                      {words.states[closedAt === null ? "open" : "closed"]}
                    </StateBadge>,
                    count(inUse),
                    count(due),
                    count(stuck),
                    count(administrators),
                    lastLoginAt === null ? (
                      <span class="quiet">{words.never}</span>
                    ) : (
                      <time dateTime={lastLoginAt}>{listedMoment(lastLoginAt, language)}</time>
                    ),
                    <time key="created" dateTime={createdAt}>
                      {listedDay(createdAt)}
                    </time>,
                  ],
                }))}
              />
              <Pager {...pager} below />
            </>
          );
        }}
      </ScreenPart>
    </>
  );
}
