import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { askHolderRules } from "../../client/console/holder-rules.ts";
import { Button } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { listedMoment } from "../parts/formats.ts";
import { ScreenPart } from "../parts/screen.tsx";
import { permits, useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { ruleFacts } from "./holder-rule-facts.tsx";
import { HolderRulesDialog } from "./holder-rules-dialog.tsx";
import { holderRulesTexts } from "./holder-rules-texts.ts";

/** What applies to the holders of the organisation's certificates. */
export function HolderRulesCard(): JSX.Element {
  const { service, session, language } = useSite();
  const words = holderRulesTexts(language);
  const loaded = useLoaded("holder-rules", () => askHolderRules(service));
  const [editing, setEditing] = useState(false);
  return (
    <section class="card">
      <h2>{words.heading}</h2>
      <ScreenPart loaded={loaded}>
        {(rules) => (
          <>
            {!rules.mailServer && <p class="quiet">{words.noMailServer}</p>}
            <Facts facts={ruleFacts(rules, language)} />
            {rules.edited !== null && (
              <p class="quiet">{words.editedBy(rules.edited.by, listedMoment(rules.edited.at, language))}</p>
            )}
            {permits(session.role, "administrator") && (
              <div class="actions">
                <Button aria-label={words.editHeading} onClick={() => setEditing(true)}>
                  {words.edit}
                </Button>
              </div>
            )}
            {editing && <HolderRulesDialog rules={rules} saved={() => void loaded.reload()} close={() => setEditing(false)} />}
          </>
        )}
      </ScreenPart>
    </section>
  );
}
