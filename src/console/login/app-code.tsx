import type { FunctionComponent, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Enrolment } from "../../protocol/console/session.ts";
import type { Texts } from "../texts/texts.ts";
import { CodeForm } from "./code-form.tsx";

interface AppCodeProps {
  readonly enrolment: Enrolment;
  readonly texts: Texts;
  /** Gives the first code to the service. */
  readonly give: (code: string) => Promise<void>;
}

type Drawing = FunctionComponent<{ readonly text: string; readonly label: string }>;

/** What an authenticator app is set up with: a QR code to scan, or its secret to type in; and the app's first code. */
export function AppCode({ enrolment, texts, give }: AppCodeProps): JSX.Element {
  const [Qr, setQr] = useState<Drawing>();
  useEffect(() => {
    // Few people need it: it is loaded for them only. Without it, the secret can still be typed in.
    import("./qr-drawing.tsx").then(
      ({ QrDrawing }) => setQr(() => QrDrawing),
      () => undefined,
    );
  }, []);
  return (
    <>
      <p>{texts.enrolment.lead}</p>
      {Qr !== undefined && <Qr text={enrolment.uri} label={texts.enrolment.qr} />}
      <div>
        <p class="quiet">{texts.enrolment.secret}</p>
        <code class="copyable">{enrolment.secret.match(/.{1,4}/g)?.join(" ")}</code>
      </div>
      <CodeForm texts={texts} label={texts.enrolment.code} submit={texts.enrolment.submit} give={give} />
    </>
  );
}
