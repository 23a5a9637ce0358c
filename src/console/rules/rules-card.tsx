import "./rules.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { askRules, forecastRules, writeRules } from "../../client/console/tenant-rules.ts";
import type { TenantInformation } from "../../protocol/console/tenant.ts";
import { Button } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { listedMoment } from "../parts/formats.ts";
import { ScreenPart } from "../parts/screen.tsx";
import { permits, useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { ruleFacts } from "./rule-facts.tsx";
import { RulesDialog } from "./rules-dialog.tsx";
import type { EnteredRules } from "./rules-editing.ts";
import { rulesTexts } from "./rules-texts-for.ts";

interface RulesCardProps {
  readonly tenant: TenantInformation;
  readonly changed: () => void;
}

/** 証明書の規則: what the organisation decides, and what the service's operators do. */
export function RulesCard({ tenant, changed }: RulesCardProps): JSX.Element {
  const { service, session, language } = useSite();
  const words = rulesTexts(language);
  const loaded = useLoaded("rules", () => askRules(service));
  const [editing, setEditing] = useState(false);
  const asking = {
    read: async () => await askRules(service),
    forecast: async ({ rules }: EnteredRules) => await forecastRules(service, rules),
    write: async (version: string, { rules }: EnteredRules) => await writeRules(service, version, rules),
  };
  const saved = (): void => {
    void loaded.reload();
    changed();
  };
  return (
    <section class="card rules">
      <h2>{words.heading}</h2>
      <ScreenPart loaded={loaded}>
        {(present) => (
          <>
            <Facts facts={ruleFacts(present, tenant, words)} />
            <p class="quiet">{words.askOperators}</p>
            {present.edited !== null && (
              <p class="quiet">{words.editedBy(present.edited.by, listedMoment(present.edited.at, language))}</p>
            )}
            {permits(session.role, "administrator") && (
              <div class="actions">
                <Button aria-label={words.editHeading} onClick={() => setEditing(true)}>
                  {words.edit}
                </Button>
              </div>
            )}
            {editing && (
              <RulesDialog present={present} editing={asking} words={words} saved={saved} close={() => setEditing(false)} />
            )}
          </>
        )}
      </ScreenPart>
    </section>
  );
}
