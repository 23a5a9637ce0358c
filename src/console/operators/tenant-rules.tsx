import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { askAnyTenant, forecastAnyRules, writeAnyRules } from "../../client/console/operators.ts";
import type { AllTenantRules, TenantForOperators } from "../../protocol/console/operators.ts";
import { Button } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { listedMoment } from "../parts/formats.ts";
import { ruleFacts } from "../rules/rule-facts.tsx";
import { RulesDialog } from "../rules/rules-dialog.tsx";
import { anyDays, type EditableRules, type EnteredRules } from "../rules/rules-editing.ts";
import { rulesTexts } from "../rules/rules-texts-for.ts";
import "../rules/rules.css";
import { useSite } from "../session/site.ts";
import { useWords } from "./texts/use-words.ts";

interface TenantRulesProps {
  readonly described: TenantForOperators;
  readonly changed: () => void;
}

/** A tenant's rules, all of which operators change. */
export function TenantRules({ described, changed }: TenantRulesProps): JSX.Element {
  const { service, language } = useSite();
  const { tenant: words } = useWords();
  const ruleWords = rulesTexts(language);
  const [editing, setEditing] = useState(false);
  const { information, rules } = described;
  const { name: tenant } = information;
  return (
    <section class="card rules">
      <h2>{ruleWords.heading}</h2>
      <Facts facts={ruleFacts(rules, information, ruleWords)} />
      <p class="quiet">{words.rulesLead}</p>
      {rules.edited !== null && <p class="quiet">{ruleWords.editedBy(rules.edited.by, listedMoment(rules.edited.at, language))}</p>}
      <div class="actions">
        <Button aria-label={ruleWords.editHeading} onClick={() => setEditing(true)}>
          {ruleWords.edit}
        </Button>
      </div>
      {editing && (
        <RulesDialog
          present={withoutBounds(described)}
          editing={{
            read: async () => withoutBounds(await askAnyTenant(service, tenant)),
            forecast: async (entered) => await forecastAnyRules(service, { tenant, rules: allOf(entered, described) }),
            write: async (version, entered) => await writeAnyRules(service, version, { tenant, rules: allOf(entered, described) }),
          }}
          words={ruleWords}
          saved={changed}
          close={() => setEditing(false)}
        />
      )}
    </section>
  );
}

/** The rules as operators edit them: the bounds are those of the tenant's administrators. */
function withoutBounds({ information, rules, products }: TenantForOperators): EditableRules {
  const { product, keyKind, sameKey } = information;
  return {
    ...rules,
    bounds: { promptDays: anyDays, retireAfterDays: anyDays, destroyKeysAfterDays: anyDays },
    fixed: [],
    reserved: { product, keyKind, sameKey },
    products,
  };
}

function allOf({ rules, reserved }: EnteredRules, { information }: TenantForOperators): AllTenantRules {
  const { product, keyKind, sameKey } = reserved ?? information;
  return { ...rules, product, keyKind, sameKey };
}
