import type { JSX } from "preact";
import { encodeQR } from "qr";

interface QrDrawingProps {
  readonly text: string;
  readonly label: string;
}

/** The quiet zone around a QR code, in modules (ISO/IEC 18004). */
const border = 4;

/** A QR code, drawn in this page: what it contains goes nowhere else. */
export function QrDrawing({ text, label }: QrDrawingProps): JSX.Element {
  const rows = encodeQR(text, "raw", { ecc: "medium", border });
  const size = rows.length;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <div class="qr" role="img" aria-label={label}>
      <svg viewBox={`0 0 ${size} ${size}`} aria-hidden="true" shape-rendering="crispEdges">
        <path d={path} />
      </svg>
    </div>
  );
}
