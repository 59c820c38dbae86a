import { effect, type ReadonlySignal } from "@preact/signals";
import { Component, createRef } from "preact";
import { estimateHeights, ListHeights } from "./list-heights.ts";
import { isOtherSpeaker } from "./name-speaker.ts";
import { ParagraphBlock } from "./paragraph-block.tsx";
import { type Paragraph, paragraphOfWord } from "./paragraphs.ts";
import { markedWords, type WordTimeline } from "./word-timeline.ts";

type TranscriptListProps = {
  /** Holds the list while it is mounted: Preact 11 passes no `ref` to components. */
  handle: { current: TranscriptList | null };
  label: string;
  timeline: WordTimeline;
  paragraphs: readonly Paragraph[];
  /** Marks of each word, see word-marks.ts. Changes come as a new array. */
  marks: Uint8Array;
  /** Index of the word being played, -1 in a pause. */
  currentWord: ReadonlySignal<number>;
  showSpeakers: boolean;
  onPlayWord: (wordIndex: number) => void;
  onPlayParagraph: (paragraph: Paragraph) => void;
  /** Called when the reader scrolls by hand: the list then stops following playback. */
  onUserScroll: () => void;
};

type State = { from: number; to: number };

/** Rendered above and below the screen, so that fast scrolling shows text. */
const overscanPx = 700;
/** Selected paragraphs stay rendered, up to this many. */
const maxHeldParagraphs = 300;
const scrollKeys = new Set(["PageUp", "PageDown", "Home", "End"]);

/**
 * The transcript. Only the paragraphs near the screen are in the document, however long the recording; the page itself
 * scrolls. The current word is marked by an attribute without Preact, since it changes several times a second.
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
    this.#heights = this.#estimate();
    const onScroll = () => this.#scheduleUpdate();
    const onUserScroll = (event: Event) => {
      if (event instanceof KeyboardEvent && !scrollKeys.has(event.key)) return;
      this.props.onUserScroll();
    };
    // A press on the page's scroll bar, which lies outside the layout.
    const onPress = (event: PointerEvent) => {
      if (event.clientX >= document.documentElement.clientWidth) this.props.onUserScroll();
    };
    const passive = { passive: true } as const;
    addEventListener("scroll", onScroll, passive);
    addEventListener("wheel", onUserScroll, passive);
    addEventListener("touchmove", onUserScroll, passive);
    addEventListener("keydown", onUserScroll);
    addEventListener("pointerdown", onPress, passive);
    this.#resizes = new ResizeObserver(() => this.#resize());
    if (this.#list.current) this.#resizes.observe(this.#list.current);
    this.#stops = [
      () => removeEventListener("scroll", onScroll),
      () => removeEventListener("wheel", onUserScroll),
      () => removeEventListener("touchmove", onUserScroll),
      () => removeEventListener("keydown", onUserScroll),
      () => removeEventListener("pointerdown", onPress),
      () => this.#resizes?.disconnect(),
      effect(() => this.#markCurrent(this.props.currentWord.value)),
    ];
    this.#update();
  }

  override componentDidUpdate(previous: TranscriptListProps): void {
    if (previous.paragraphs !== this.props.paragraphs) {
      this.#heights = this.#estimate();
      this.#update();
    }
    this.#updatePadding();
    this.#measure();
    this.#markCurrent(this.props.currentWord.peek());
  }

  override componentWillUnmount(): void {
    if (this.props.handle.current === this) this.props.handle.current = null;
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#stops) stop();
  }

  /** Scrolls a word to the upper third of the visible area; smoothly if it is near. */
  showWord(wordIndex: number, options: { onlyIfOutside?: boolean } = {}): void {
    const list = this.#list.current;
    if (!list || wordIndex < 0) return;
    const paragraph = paragraphOfWord(this.props.paragraphs, wordIndex);
    const { top, height } = visibleArea();
    const word = this.#wordElement(wordIndex);
    const rect = word?.getBoundingClientRect();
    if (rect) {
      const isInside = rect.top >= top + height * 0.08 && rect.bottom <= top + height * 0.72;
      if (options.onlyIfOutside && isInside) return;
      const distance = rect.top - (top + height * 0.3);
      const glides = Math.abs(distance) < innerHeight * 1.5 && !prefersReducedMotion();
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
          showSpeaker={showSpeakers && isOtherSpeaker(paragraphs[index - 1], paragraph)}
          onPlay={props.onPlayParagraph}
        />,
      );
    }
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: words can be reached by the keys , and . and paragraphs by their buttons.
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

  #estimate(): ListHeights {
    this.#width = this.#list.current?.clientWidth ?? 640;
    return new ListHeights(estimateHeights(this.props.paragraphs, this.#width));
  }

  #resize(): void {
    const list = this.#list.current;
    if (!list || Math.abs(list.clientWidth - this.#width) < 2) {
      this.#measure();
      return;
    }
    const anchor = this.#anchor();
    this.#heights = this.#estimate();
    this.#updatePadding();
    this.#measure();
    this.#restoreAnchor(anchor);
    this.#update();
  }

  #scheduleUpdate(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#update();
    });
  }

  /** Chooses the paragraphs to render for the scroll position. */
  #update(then?: () => void): void {
    const list = this.#list.current;
    if (!list) return;
    const top = -list.getBoundingClientRect().top;
    let from = this.#heights.itemAt(Math.max(0, top - overscanPx));
    let to = this.#heights.itemAt(Math.max(0, top + innerHeight + overscanPx)) + 1;
    const held = this.#heldBySelection();
    if (held && held.to - held.from < maxHeldParagraphs) {
      from = Math.min(from, held.from);
      to = Math.max(to, held.to);
    }
    if (from === this.state.from && to === this.state.to) then?.();
    else this.setState({ from, to }, then);
  }

  /** Paragraphs with the ends of the selection: removing them would remove the selection. */
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

  /** Replaces estimated heights by measured ones without moving what is on the screen. */
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
    this.#updatePadding();
    this.#restoreAnchor(anchor);
    this.#scheduleUpdate();
  }

  /** Padding in place of the paragraphs that are not rendered. */
  #updatePadding(): void {
    const list = this.#list.current;
    if (!list || this.#heights.count !== this.props.paragraphs.length) return;
    const end = Math.min(this.state.to, this.props.paragraphs.length);
    list.style.paddingTop = `${this.#heights.topOf(this.state.from)}px`;
    list.style.paddingBottom = `${this.#heights.total - this.#heights.topOf(end)}px`;
  }

  /** The first paragraph on the screen and its position. */
  #anchor(): { element: Element; top: number } | undefined {
    const list = this.#list.current;
    if (!list || list.getBoundingClientRect().top > 0) return undefined;
    for (const element of list.querySelectorAll(":scope > [data-paragraph]")) {
      const rect = element.getBoundingClientRect();
      if (rect.bottom > 0) return { element, top: rect.top };
    }
    return undefined;
  }

  #restoreAnchor(anchor: { element: Element; top: number } | undefined): void {
    if (!anchor?.element.isConnected) return;
    const moved = anchor.element.getBoundingClientRect().top - anchor.top;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }

  #markCurrent(wordIndex: number): void {
    for (const element of this.#marked) element.removeAttribute("data-current");
    this.#marked = [];
    const { first, end } = markedWords(this.props.timeline, wordIndex);
    for (let index = first; index < end; index++) {
      const element = index < 0 ? undefined : this.#wordElement(index);
      element?.setAttribute("data-current", "");
      if (element) this.#marked.push(element);
    }
    const block = this.#marked[0]?.closest("[data-paragraph]");
    block?.setAttribute("data-current", "");
    if (block) this.#marked.push(block);
  }

  #wordElement(wordIndex: number): Element | undefined {
    return this.#list.current?.querySelector(`[data-word="${wordIndex}"]`) ?? undefined;
  }
}

/** The part of the window between the bars at the top and the bottom, in pixels. */
function visibleArea(): { top: number; height: number } {
  const bar = document.querySelector("[data-covers-top]")?.getBoundingClientRect();
  const dock = document.querySelector("[data-covers-bottom]")?.getBoundingClientRect();
  const top = Math.max(0, bar?.bottom ?? 0);
  const bottom = Math.min(innerHeight, dock?.top ?? innerHeight);
  return { top, height: Math.max(120, bottom - top) };
}

function prefersReducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
