import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { listAccounts } from "../../client/console/accounts.ts";
import { actionGroupNames, organisationActions } from "../../protocol/console/trail.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Select } from "../../ui/components/select.tsx";
import { writeAddress } from "../address/site-address.ts";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import type { TrailTexts } from "../texts/trail-texts.ts";
import { offeredActors, writeFilter, type TrailFilter } from "./trail-query.ts";

interface TrailFiltersProps {
  readonly filter: TrailFilter;
  readonly words: TrailTexts;
  readonly show: (filter: TrailFilter) => void;
}

/** What is often asked for, and the search. */
export function TrailFilters({ filter, words, show }: TrailFiltersProps): JSX.Element {
  const { service } = useSite();
  const { filters } = words;
  const accounts = useLoaded("trail-accounts", () => listAccounts(service));
  const [entered, setEntered] = useState(filter);
  // Back and forward change it, too.
  useEffect(() => setEntered(filter), [filter]);
  const any = ["", filters.any] as const;
  const names = (accounts.value ?? []).map(({ name }) => [name, name] as const);
  const set = (change: TrailFilter): void => setEntered((before) => ({ ...before, ...change }));
  const quick = (label: string, to: TrailFilter): JSX.Element => (
    <a
      href={writeAddress({ page: "trail", parameters: writeFilter(to) })}
      aria-current={writeFilter(to) === writeFilter({ ...filter, before: undefined }) ? "true" : undefined}
    >
      {label}
    </a>
  );
  const day = (name: "from" | "to", label: string): JSX.Element => (
    <Field
      name={`trail-${name}`}
      label={label}
      input={{
        type: "date",
        required: false,
        value: entered[name] ?? "",
        onInput: ({ currentTarget: { value } }) => set({ [name]: value === "" ? undefined : value }),
      }}
    />
  );
  return (
    <>
      <nav class="quick" aria-label={words.quick}>
        {quick(words.quickAll, {})}
        {actionGroupNames.map((group) => quick(words.quickFilters[group], { action: group }))}
      </nav>
      <form
        class="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          show({ ...entered, before: undefined });
        }}
      >
        <Select
          label={filters.action}
          choices={[
            any,
            ...actionGroupNames.map((group) => [group, filters.groups[group]] as const),
            ...organisationActions.map((action) => [action, words.actions[action]] as const),
          ]}
          chosen={entered.action ?? ""}
          choose={(action) => set({ action: action === "" ? undefined : action })}
        />
        <Select
          label={filters.by}
          choices={[any, ...names, ...offeredActors.map((actor) => [`:${actor}`, words.actors[actor].replace(/,$/, "")] as const)]}
          chosen={entered.by ?? ""}
          choose={(by) => set({ by: by === "" ? undefined : by })}
        />
        <Field
          name="trail-certificate"
          label={filters.certificate}
          input={{
            type: "search",
            required: false,
            autocomplete: "off",
            spellcheck: false,
            maxLength: 1100,
            placeholder: filters.certificateHint,
            value: entered.certificate ?? "",
            onInput: ({ currentTarget: { value } }) => set({ certificate: value.trim() === "" ? undefined : value.trim() }),
          }}
        />
        <Select
          label={filters.account}
          choices={[any, ...names]}
          chosen={entered.account ?? ""}
          choose={(account) => set({ account: account === "" ? undefined : account })}
        />
        {day("from", filters.from)}
        {day("to", filters.to)}
        <Submit>{filters.submit}</Submit>
        {writeFilter(filter) !== "" && (
          <Button kind="link" onClick={() => show({})}>
            {filters.clear}
          </Button>
        )}
      </form>
    </>
  );
}
