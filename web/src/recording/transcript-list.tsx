import { effect, type ReadonlySignal } from "@preact/signals";
import { Component, createRef } from "preact";
import { guessHeights, ListHeights } from "./list-heights.ts";
import { ParagraphBlock } from "./paragraph-block.tsx";
import { type Paragraph, paragraphOfWord } from "./paragraphs.ts";
import { markedWords, type WordTimeline } from "./word-timeline.ts";

export type TranscriptListProps = {
  /** Is given the list itself while it is shown: Preact 11 hands no `ref` to components. */
  handle: { current: TranscriptList | null };
  label: string;
  timeline: WordTimeline;
  paragraphs: readonly Paragraph[];
  /** Marks of each word, see word-marks.ts. A new array is a new reading. */
  marks: Uint8Array;
  /** Index of the word that is heard, -1 in a pause. */
  heardWord: ReadonlySignal<number>;
  showSpeakers: boolean;
  onPlayWord: (wordIndex: number) => void;
  onPlayParagraph: (paragraph: Paragraph) => void;
  /** The person scrolled or turned the page by keys: following the sound stops. */
  onWander: () => void;
};

type State = { from: number; to: number };

/** Drawn above and below the screen, so that quick scrolling finds text there. */
const overscanPx = 700;
/** A selection by the mouse holds its paragraphs drawn; past this many it lets go. */
const longestHeldSelection = 300;
const scrollKeys = new Set(["PageUp", "PageDown", "Home", "End"]);

/**
 * The transcript: only the paragraphs about the screen are in the document, however long the recording. The page itself
 * scrolls. The heard word is marked past Preact, by an attribute: it changes several times a second.
 */
export class TranscriptList extends Component<TranscriptListProps, State> {
  readonly #list = createRef<HTMLOListElement>();
  #heights = new ListHeights(new Float64Array());
  #width = 0;
  #marked: Element[] = [];
  #frame = 0;
  #stops: (() => void)[] = [];
  #resizes: ResizeObserver | undefined;
  override state: State = { from: 0, to: 12 };

  override componentDidMount(): void {
    this.props.handle.current = this;
    this.#heights = this.#guess();
    const onScroll = () => this.#plan();
    const onWander = (event: Event) => {
      if (event instanceof KeyboardEvent && !scrollKeys.has(event.key)) return;
      this.props.onWander();
    };
    // Press of the mouse on the page's own scroll bar: outside of what the page lays out.
    const onPress = (event: PointerEvent) => {
      if (event.clientX >= document.documentElement.clientWidth) this.props.onWander();
    };
    const passive = { passive: true } as const;
    addEventListener("scroll", onScroll, passive);
    addEventListener("wheel", onWander, passive);
    addEventListener("touchmove", onWander, passive);
    addEventListener("keydown", onWander);
    addEventListener("pointerdown", onPress, passive);
    this.#resizes = new ResizeObserver(() => this.#resize());
    if (this.#list.current) this.#resizes.observe(this.#list.current);
    this.#stops = [
      () => removeEventListener("scroll", onScroll),
      () => removeEventListener("wheel", onWander),
      () => removeEventListener("touchmove", onWander),
      () => removeEventListener("keydown", onWander),
      () => removeEventListener("pointerdown", onPress),
      () => this.#resizes?.disconnect(),
      effect(() => this.#markHeard(this.props.heardWord.value)),
    ];
    this.#update();
  }

  override componentDidUpdate(previous: TranscriptListProps): void {
    if (previous.paragraphs !== this.props.paragraphs) {
      this.#heights = this.#guess();
      this.#update();
    }
    this.#makeRoom();
    this.#measure();
    this.#markHeard(this.props.heardWord.peek());
  }

  override componentWillUnmount(): void {
    if (this.props.handle.current === this) this.props.handle.current = null;
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#stops) stop();
  }

  /** Brings a word to the upper third of the free part of the screen. Far away it jumps, near it glides. */
  showWord(wordIndex: number, options: { onlyIfOutside?: boolean } = {}): void {
    const list = this.#list.current;
    if (!list || wordIndex < 0) return;
    const paragraph = paragraphOfWord(this.props.paragraphs, wordIndex);
    const { top, height } = freeScreen();
    const word = this.#wordElement(wordIndex);
    const rect = word?.getBoundingClientRect();
    if (rect) {
      const isInside = rect.top >= top + height * 0.08 && rect.bottom <= top + height * 0.72;
      if (options.onlyIfOutside && isInside) return;
      const distance = rect.top - (top + height * 0.3);
      const glides = Math.abs(distance) < innerHeight * 1.5 && !prefersStillness();
      scrollBy({ top: distance, behavior: glides ? "smooth" : "instant" });
      return;
    }
    const listTop = list.getBoundingClientRect().top;
    scrollBy({ top: listTop + this.#heights.topOf(paragraph) - (top + height * 0.3), behavior: "instant" });
    this.#update(() => {
      const drawn = this.#wordElement(wordIndex)?.getBoundingClientRect();
      if (drawn) scrollBy({ top: drawn.top - (top + height * 0.3), behavior: "instant" });
    });
  }

  render(
    { paragraphs, timeline, marks, label, showSpeakers, ...props }: TranscriptListProps,
    { from, to }: State,
  ) {
    const end = Math.min(to, paragraphs.length);
    const blocks = [];
    for (let index = from; index < end; index++) {
      const paragraph = paragraphs[index];
      if (!paragraph) continue;
      blocks.push(
        <ParagraphBlock
          key={index}
          index={index}
          count={paragraphs.length}
          paragraph={paragraph}
          timeline={timeline}
          marks={marks}
          showSpeaker={showSpeakers && paragraphs[index - 1]?.speaker !== paragraph.speaker}
          onPlay={props.onPlayParagraph}
        />,
      );
    }
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: a word is reached by the keys , and . and a paragraph by its button.
      <ol class="transcript-list" aria-label={label} ref={this.#list} onClick={this.#click}>
        {blocks}
      </ol>
    );
  }

  #click = (event: MouseEvent): void => {
    const selection = getSelection();
    if (selection && !selection.isCollapsed) return;
    const word = (event.target as Element | null)?.closest<HTMLElement>("[data-word]");
    if (word) this.props.onPlayWord(Number(word.dataset.word));
  };

  #guess(): ListHeights {
    this.#width = this.#list.current?.clientWidth ?? 640;
    return new ListHeights(guessHeights(this.props.paragraphs, this.#width));
  }

  #resize(): void {
    const list = this.#list.current;
    if (!list || Math.abs(list.clientWidth - this.#width) < 2) {
      this.#measure();
      return;
    }
    const anchor = this.#anchor();
    this.#heights = this.#guess();
    this.#makeRoom();
    this.#measure();
    this.#keepInPlace(anchor);
    this.#update();
  }

  #plan(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#update();
    });
  }

  /** Chooses what is drawn for where the page is scrolled. */
  #update(then?: () => void): void {
    const list = this.#list.current;
    if (!list) return;
    const top = -list.getBoundingClientRect().top;
    let from = this.#heights.itemAt(Math.max(0, top - overscanPx));
    let to = this.#heights.itemAt(Math.max(0, top + innerHeight + overscanPx)) + 1;
    const held = this.#heldBySelection();
    if (held && held.to - held.from < longestHeldSelection) {
      from = Math.min(from, held.from);
      to = Math.max(to, held.to);
    }
    if (from === this.state.from && to === this.state.to) then?.();
    else this.setState({ from, to }, then);
  }

  /** Paragraphs that a selection begins or ends in: taken out of the document, they would take it with them. */
  #heldBySelection(): State | undefined {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !this.#list.current?.contains(selection.anchorNode))
      return undefined;
    const places = [selection.anchorNode, selection.focusNode]
      .map((node) =>
        (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>("[data-paragraph]"),
      )
      .filter((element) => element != null)
      .map((element) => Number(element.dataset.paragraph));
    if (places.length === 0) return undefined;
    return { from: Math.min(...places), to: Math.max(...places) + 1 };
  }

  /** Puts measured heights in place of guessed ones; what is on the screen stays where it is. */
  #measure(): void {
    const list = this.#list.current;
    if (!list || this.#heights.count !== this.props.paragraphs.length) return;
    const anchor = this.#anchor();
    let changed = false;
    for (const block of list.querySelectorAll<HTMLElement>(":scope > [data-paragraph]")) {
      const height = block.getBoundingClientRect().height;
      if (height > 0 && this.#heights.measure(Number(block.dataset.paragraph), height) !== 0) changed = true;
    }
    if (!changed) return;
    this.#makeRoom();
    this.#keepInPlace(anchor);
    this.#plan();
  }

  /** Room for the paragraphs that are not drawn. */
  #makeRoom(): void {
    const list = this.#list.current;
    if (!list || this.#heights.count !== this.props.paragraphs.length) return;
    const end = Math.min(this.state.to, this.props.paragraphs.length);
    list.style.paddingTop = `${this.#heights.topOf(this.state.from)}px`;
    list.style.paddingBottom = `${this.#heights.total - this.#heights.topOf(end)}px`;
  }

  /** The first drawn paragraph that reaches into the screen, and where it is. */
  #anchor(): { element: Element; top: number } | undefined {
    const list = this.#list.current;
    if (!list || list.getBoundingClientRect().top > 0) return undefined;
    for (const element of list.querySelectorAll(":scope > [data-paragraph]")) {
      const rect = element.getBoundingClientRect();
      if (rect.bottom > 0) return { element, top: rect.top };
    }
    return undefined;
  }

  #keepInPlace(anchor: { element: Element; top: number } | undefined): void {
    if (!anchor?.element.isConnected) return;
    const moved = anchor.element.getBoundingClientRect().top - anchor.top;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }

  #markHeard(wordIndex: number): void {
    for (const element of this.#marked) element.removeAttribute("data-heard");
    this.#marked = [];
    const { first, end } = markedWords(this.props.timeline, wordIndex);
    for (let index = first; index < end; index++) {
      const element = index < 0 ? undefined : this.#wordElement(index);
      element?.setAttribute("data-heard", "");
      if (element) this.#marked.push(element);
    }
    const block = this.#marked[0]?.closest("[data-paragraph]");
    block?.setAttribute("data-heard", "");
    if (block) this.#marked.push(block);
  }

  #wordElement(wordIndex: number): Element | undefined {
    return this.#list.current?.querySelector(`[data-word="${wordIndex}"]`) ?? undefined;
  }
}

/** What the bars at the head and the foot leave free, in the window's pixels. */
function freeScreen(): { top: number; height: number } {
  const bar = document.querySelector("[data-covers-top]")?.getBoundingClientRect();
  const dock = document.querySelector("[data-covers-foot]")?.getBoundingClientRect();
  const top = Math.max(0, bar?.bottom ?? 0);
  const bottom = Math.min(innerHeight, dock?.top ?? innerHeight);
  return { top, height: Math.max(120, bottom - top) };
}

function prefersStillness(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
