import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { revealPassword } from "../../../client/console/certificates.ts";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { copyPassword, mayReadClipboard } from "../../../ui/clipboard.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Failure } from "../../parts/failure.tsx";
import { permits, useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";

interface PasswordRowProps {
  readonly detail: CertificateDetail;
  /** The certificate's record has changed with the reveal. */
  readonly revealed: () => void;
}

/** パスワード: shown on request, after the second factor once more; forgotten with the screen. */
export function PasswordRow({ detail, revealed }: PasswordRowProps): JSX.Element {
  const { service, session, attempt, texts } = useSite();
  const { detail: words } = texts;
  const [password, setPassword] = useState<string>();
  const [said, say] = useState("");
  const { running, failure, run } = useAction();
  useEffect(() => {
    // A page that the browser keeps for its button "back" would keep the password, too.
    const forget = (): void => setPassword(undefined);
    addEventListener("pagehide", forget);
    return () => removeEventListener("pagehide", forget);
  }, []);
  if (detail.key !== "kept") return <p class="quiet">{words.noFile[detail.key]}</p>;
  if (!detail.mayBeHandedOut) return <p class="quiet">{words.noFile[detail.state === "revoked" ? "revoked" : "in-use"]}</p>;
  if (!permits(session.role, "operator")) return <p class="quiet">{texts.readOnly}</p>;
  if (password === undefined) {
    const reveal = (): void =>
      run(async () => {
        setPassword(await attempt(() => revealPassword(service, detail)));
        revealed();
      });
    return (
      <>
        <Button aria-disabled={running} onClick={reveal}>
          {words.reveal}
        </Button>
        <Failure code={failure} texts={texts} />
      </>
    );
  }
  const after = (milliseconds: number, action: () => Promise<void>): void => void setTimeout(() => void action(), milliseconds);
  const { clipboard } = navigator;
  const copy = (): void =>
    void copyPassword(password, { clipboard, after, mayRead: () => mayReadClipboard(navigator) }).then(
      (cleared) => say(cleared ? words.copied : words.copiedStays),
      () => say(words.notCopied),
    );
  return (
    <div class="password">
      <code class="secret">{password}</code>
      <div class="actions">
        <Button onClick={copy}>{words.copy}</Button>
        <Button onClick={() => setPassword(undefined)}>{words.hide}</Button>
      </div>
      <p class="quiet" role="status">
        {said === "" ? words.revealed : said}
      </p>
    </div>
  );
}
