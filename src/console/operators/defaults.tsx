import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { askDefaults, writeDefaults } from "../../client/console/operators.ts";
import type { PolicyDefaults } from "../../protocol/console/operators.ts";
import { ruleNames, type RulesForecast } from "../../protocol/console/tenant-rules.ts";
import { Button } from "../../ui/components/button.tsx";
import { Facts, type Fact } from "../../ui/components/facts.tsx";
import { listedMoment } from "../parts/formats.ts";
import { Help } from "../parts/help.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { inWords, RuleHelp } from "../rules/rule-facts.tsx";
import { RulesDialog } from "../rules/rules-dialog.tsx";
import { anyDays, type EditableRules } from "../rules/rules-editing.ts";
import { rulesTexts } from "../rules/rules-texts-for.ts";
import "../rules/rules.css";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { useWords } from "./texts/use-words.ts";

type Product = PolicyDefaults["products"][number];

/** What applies to every tenant, as the settings say; and the rules that tenants begin with, which operators change. */
export function Defaults(): JSX.Element {
  const { service } = useSite();
  const { operators: words } = useWords();
  const loaded = useLoaded("defaults", () => askDefaults(service));
  return (
    <ScreenPart loaded={loaded}>
      {(defaults) => (
        <>
          <section class="card">
            <h2>{words.defaults}</h2>
            <p class="quiet">{words.defaultsLead}</p>
            <FromSettings defaults={defaults} />
          </section>
          {defaults.products.map((product) => (
            <Beginning key={product.name} product={product} changed={() => void loaded.reload()} />
          ))}
        </>
      )}
    </ScreenPart>
  );
}

function fact(term: string, help: string, value: JSX.Element): Fact {
  return { term, help: <Help term={term}>{help}</Help>, value };
}

function FromSettings({ defaults: { products, validityYears, kept } }: { readonly defaults: PolicyDefaults }): JSX.Element {
  const { operators: words } = useWords();
  const value = (text: string, setting: string): JSX.Element => (
    <>
      {text} <span class="quiet">{words.setting(setting)}</span>
    </>
  );
  const facts: readonly Fact[] = [
    ...products.flatMap(({ name, promptDays, acceptDays, setting }) => [
      fact(words.promptDays(name), words.help.promptDays, value(words.before(promptDays), `${setting}.promptDays`)),
      fact(words.acceptDays(name), words.help.acceptDays, value(words.before(acceptDays), `${setting}.acceptDays`)),
    ]),
    fact(words.validity, words.help.validity, value(words.years(validityYears.value), validityYears.setting)),
    ...kept.map(({ what, days, setting }) => fact(words.kept[what].term, words.kept[what].help, value(words.days(days), setting))),
  ];
  return <Facts facts={facts} />;
}

interface BeginningProps {
  readonly product: Product;
  readonly changed: () => void;
}

/** Nobody has these rules yet. */
const nothing: RulesForecast = {
  ...{ dueAtOnce: 0, dueLater: 0, retiredAtOnce: 0, retiredOtherwise: 0 },
  ...{ keysDestroyedAtOnce: 0, renewedOnDevice: 0, orderedInHours: 0 },
};

function Beginning({ product, changed }: BeginningProps): JSX.Element {
  const { service, language } = useSite();
  const { operators: words } = useWords();
  const rules = rulesTexts(language);
  const [editing, setEditing] = useState(false);
  const { name, beginning } = product;
  const present = editable(product);
  const own = inWords(present, rules);
  const read = async (): Promise<EditableRules> => {
    const { products } = await askDefaults(service);
    return editable(products.find((each) => each.name === name) ?? product);
  };
  return (
    <section class="card rules">
      <h2>{words.beginning(name)}</h2>
      <p class="quiet">{words.beginningLead}</p>
      <Facts
        facts={ruleNames.map((rule) => ({
          term: rules.terms[rule],
          help: <RuleHelp rule={rule} words={rules} />,
          value: own[rule],
        }))}
      />
      {beginning.edited !== null && (
        <p class="quiet">{rules.editedBy(beginning.edited.by, listedMoment(beginning.edited.at, language))}</p>
      )}
      <div class="actions">
        <Button aria-label={words.editBeginning(name)} onClick={() => setEditing(true)}>
          {rules.edit}
        </Button>
      </div>
      {editing && (
        <RulesDialog
          present={present}
          editing={{
            read,
            forecast: async () => await Promise.resolve(nothing),
            write: async (version, entered) => await writeDefaults(service, version, { product: name, rules: entered.rules }),
          }}
          words={{ ...rules, editHeading: words.editBeginning(name), effects: { ...rules.effects, none: words.beginningEffect } }}
          saved={changed}
          close={() => setEditing(false)}
        />
      )}
    </section>
  );
}

function editable({ promptDays, beginning }: Product): EditableRules {
  return {
    ...beginning,
    productPromptDays: promptDays,
    bounds: { promptDays: anyDays, retireAfterDays: anyDays, destroyKeysAfterDays: anyDays },
    fixed: [],
  };
}
