import "./board.css";
import type { JSX } from "preact";
import { askBoard } from "../../client/console/board.ts";
import { Heading } from "../parts/heading.tsx";
import { late } from "../parts/late.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { boardTextsFor } from "../texts/board/board-texts-for.ts";
import { StuckRenewals } from "./stuck-renewals.tsx";
import { UnretiredRenewals } from "./unretired-renewals.tsx";
import { WhenSeen } from "./when-seen.tsx";

const StageChart = late(async () => (await import("./charts/stage-chart.tsx")).StageChart);
const ExpiryChart = late(async () => (await import("./charts/expiry-chart.tsx")).ExpiryChart);

interface BoardPageProps {
  /** The pages of its two lists. */
  readonly stuck: number;
  readonly unretired: number;
}

/** 更新状況: what is stuck, where the renewals stand, when certificates expire, and which old ones are left. */
export function BoardPage({ stuck, unretired }: BoardPageProps): JSX.Element {
  const { service, language } = useSite();
  const words = boardTextsFor(language);
  const loaded = useLoaded("board", () => askBoard(service));
  return (
    <>
      <Heading>{words.heading}</Heading>
      <StuckRenewals words={words} pages={{ stuck, unretired }} />
      <section class="card figures">
        <h2>{words.picture.heading}</h2>
        <p class="quiet">{words.picture.hint}</p>
        <ScreenPart loaded={loaded}>
          {(board) => (
            <WhenSeen>
              <StageChart board={board} words={words} />
            </WhenSeen>
          )}
        </ScreenPart>
      </section>
      <section class="card figures">
        <h2>{words.timeline.heading}</h2>
        <p class="quiet">{words.timeline.hint}</p>
        <WhenSeen>
          <ExpiryChart words={words} />
        </WhenSeen>
      </section>
      <UnretiredRenewals words={words} pages={{ stuck, unretired }} />
    </>
  );
}
