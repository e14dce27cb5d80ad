// Made by `make docs` from the service's own description; edit the docstrings there.

/** What a piece of evidence hangs on: the viewed item, the stated category, the region. */
export interface Anchor {
  /** Kind of anchor. */
  type: "item" | "category" | "tag" | "creator" | "region" | "segment" | "query" | "value" | "none";
  /** Id of the item, or the label itself. */
  value: string;
}

/** One explained slate. */
export interface Answer {
  /** Id of the record of this answer. */
  decision: string;
  /** False in stateless mode, and when the record could not be handed over. */
  is_recorded: boolean;
  /** Where it was asked for. */
  surface: string;
  /** Hash of the policy that held. */
  surface_version: string;
  /** The catalogue and statistics that were looked at. */
  snapshot: string;
  /** Seed of all draws. */
  seed: number;
  /** The moment that the answer is for, in milliseconds. */
  now: number;
  /** Language of the sentences. */
  locale: string;
  /** Whether the person is in the holdout. */
  variant: "personalised" | "holdout";
  scope: AnswerScope;
  /** Groups the person belongs to that this surface knows. */
  segments: string[];
  /** Line above the slate. */
  headline?: VerifiedText | null;
  /** A second line above the slate; only where a model wrote one. */
  intro?: VerifiedText | null;
  /** The slate. */
  items: AnsweredItem[];
  /** Lines of an e-mail around the slate; only where one is written. */
  message?: MessageLines | null;
  /** Fallbacks that were used. */
  degradations: Degradation[];
  /** Send it back for more items without repeats; None when there are no more. */
  cursor?: string | null;
}

/** The end: the answer as it is recorded. */
export interface AnswerDone {
  /** Name of the event. */
  event: "done";
  /** The whole answer, with everything that arrived meanwhile, and the fallbacks for what did not. */
  answer: Answer;
}

/** What the answer was allowed to use. */
export interface AnswerScope {
  /** Whether the person decided, or the surface's default stands. */
  basis: "person" | "surface" | "nobody";
  /** Uses that were allowed. */
  purposes: Purpose[];
  /** Kinds of evidence that were allowed. */
  evidence: EvidenceGroup[];
}

/** One item of the slate with what put it there. */
export interface AnsweredItem {
  /** The item. */
  id: string;
  /** Its place in this answer, counted from 1; what a cursor brings is an answer of its own. */
  slot: number;
  /** How personal its main reason is. */
  personalised: "individual" | "segment" | "none";
  /** Kind of its strongest ground; None when nothing speaks for it but its place. */
  main_reason: EvidenceKind | null;
  /** Why it stands in its slot. */
  origin: "score" | "diversity_floor" | "editorial_floor" | "recency_floor" | "pin" | "occasion" | "exploration" | "vote";
  /** Whether somebody paid for the place. */
  is_sponsored: boolean;
  /** Base score in billionths: the sum of the contributions of all its evidence. */
  score: number;
  /** Probability with which the policy put it there, in parts per billion. */
  propensity_ppb: number;
  /** Why, in words. */
  sentences: VerifiedText[];
  /** What the grounds that were looked at for the sentences are to the item, by id (`g1` is the strongest ground, `e5` a piece that is a ground by itself). "Because" is said of necessary ones only; what had to be left open contributes. */
  causes?: Record<string, "necessary" | "sufficient" | "contributing" | "none">;
  /** What moved its score, strongest first; with `explain: full` all of it, else what the sentences cite. */
  evidence: Evidence[];
  /** The evidence told together, strongest first; with `explain: full`. */
  grounds: NamedGround[];
  /** Fields that were asked for. */
  display: Display;
}

/** A person's decision; what is left out stays as it was. */
export interface ConsentInput {
  /** Purpose → allowed. */
  purposes?: Record<string, boolean>;
  /** Kind of evidence → allowed; what is not named is allowed where the purpose is. */
  evidence?: Record<string, boolean>;
  /** Sensitive topic → allowed; what is not named is refused. */
  sensitive?: Record<string, boolean>;
}

/** One fallback that was used. */
export interface Degradation {
  /** What kind. */
  code: DegradationCode;
  /** Which source, sentence or floor. */
  part: string;
  /** What happened, for an operator; holds no personal data. */
  detail: string;
}

/** The closed list of fallbacks. */
export type DegradationCode = "source_failed" | "index_unavailable" | "index_not_fitted" | "index_behind" | "store_unavailable" | "segment_failed" | "sentence_replaced" | "sentence_dropped" | "locale_fallback" | "floor_not_met" | "too_few_items" | "item_unknown" | "not_recorded" | "model_warming" | "model_failed" | "model_late" | "model_out_of_budget" | "reply_unusable" | "vote_suspended";

/** Fields of an item that the request asked for; the others are absent. */
export interface Display {
  /** Name of the item. */
  title?: string | null;
  /** Where the item is shown. */
  url?: string | null;
  /** Picture. */
  image_url?: string | null;
  /** Price, the same for everyone. */
  price?: Money | null;
  /** A line that invites and states nothing. */
  call_to_action?: VerifiedText | null;
  /** Categories, the main one first. */
  categories?: string[] | null;
  /** Creators, the main one first. */
  creators?: string[] | null;
}

/** One act of one person. */
export interface Event {
  /** Id given by the sender; the same id is stored once. */
  id: string;
  /** Who acted, where they are known. */
  person?: string | null;
  /** The session, for people who are not known. */
  session?: string | null;
  /** What was done. */
  kind: EventKind;
  /** The item acted on; a search has none. */
  item?: string | null;
  /** When it was done. */
  at: number | string;
  /** Words of a search. */
  query?: string | null;
  /** Stars, for `rate`. */
  rating?: number | null;
  /** How far, for `progress`. */
  progress_percent?: number | null;
  /** How long the act lasted. */
  duration_s?: number | null;
  /** Units bought or put into the cart. */
  quantity?: number;
  /** Basket or order in which it was bought, for what goes together. */
  order?: string | null;
  /** Coarse region of the act, ISO 3166. */
  region?: string | null;
  /** The judgement, for `feedback`. */
  feedback?: Feedback | null;
}

/** The closed list of acts. */
export type EventKind = "view" | "click" | "like" | "dislike" | "save" | "dismiss" | "add_to_cart" | "purchase" | "start" | "progress" | "complete" | "rate" | "search" | "hide" | "feedback";

/** One piece of evidence of one item of a slate, as it is shown and recorded. */
export interface Evidence {
  /** Id within the decision: `e1`, `e2` … */
  id: string;
  /** What kind of fact it is. */
  kind: EvidenceKind;
  /** What it hangs on. */
  anchor: Anchor;
  /** How often: acts of this kind on this anchor, or people behind a statistic. Show people no number below twenty. */
  count: number;
  /** When it last happened; None where time does not matter. */
  at?: number | null;
  /** By how much it moved this item's score, in billionths. */
  contribution: number;
  /** Candidate source → its part of the contribution, in billionths. */
  sources: Record<string, number>;
  /** Ids of the acts behind it, newest first, at most ten. */
  receipts: string[];
}

/** Kinds of evidence as a person would name them. */
export type EvidenceGroup = "views" | "purchases" | "opinions" | "progress" | "searches" | "stated" | "location" | "situation";

/** The closed list of what can move a score. Reasons are worded by kind: "bought" is never said of a view. */
export type EvidenceKind = "viewed" | "clicked" | "liked" | "disliked" | "saved" | "dismissed" | "added_to_cart" | "bought" | "started" | "progressed" | "completed" | "rated_high" | "rated_low" | "searched" | "hid" | "stated_interest" | "stated_aversion" | "stated_role" | "stated_intent" | "context_item" | "basket_item" | "search_match" | "part_of_day" | "device" | "popular" | "popular_in_category" | "popular_in_region" | "popular_in_segment" | "trending" | "new" | "editorial" | "pinned" | "buried" | "outside_usual" | "explored";

/** What an interest or an aversion is about. */
export type FactField = "category" | "tag" | "creator";

/** A fact as a person (or the owner on their behalf) states it. */
export interface FactInput {
  /** What the fact says. */
  kind: FactKind;
  /** What an interest or aversion is about; no other kind has it. */
  field?: FactField | null;
  /** The category, tag, creator, role, intent, region, market, year or locale. */
  value: string;
  /** When the fact stops being used. */
  expires?: number | null;
}

/** A fact as a person (or the owner on their behalf) states it. */
export interface FactInputInput {
  /** What the fact says. */
  kind: FactKind;
  /** What an interest or aversion is about; no other kind has it. */
  field?: FactField | null;
  /** The category, tag, creator, role, intent, region, market, year or locale. */
  value: string;
  /** When the fact stops being used. */
  expires?: number | string | null;
}

/** The closed list of what a fact can say. */
export type FactKind = "interest" | "aversion" | "role" | "intent" | "region" | "market" | "birth_year" | "locale";

/** One thing that is wrong in an input. */
export interface Fault {
  /** Where in the body, as a JSON pointer in a URI fragment: `#/context/item`. */
  pointer?: string | null;
  /** Which path, query or header parameter, where it is not in the body. */
  parameter?: string | null;
  /** What was expected. */
  detail: string;
  /** The nearest valid name, or what to do. */
  hint?: string | null;
}

/** What a person says of one sentence that we showed. */
export interface Feedback {
  /** The decision that showed it. */
  decision: string;
  /** Which sentence of the item, counted from 0. */
  sentence?: number;
  /** The person's judgement. */
  verdict: "helpful" | "wrong" | "creepy";
}

/** A profile sent with the request (stateless mode): used once, nothing of it is stored. */
export interface InlineProfile {
  /** Stated facts. */
  facts?: FactInputInput[];
  /** Acts; ids need only be unique in this list. */
  events?: Event[];
  /** What the person allows. */
  consent?: ConsentInput | null;
}

/** Lines of a message that were proved; what could not be said is absent. */
export interface MessageLines {
  /** Subject. */
  subject?: VerifiedText | null;
  /** What mailboxes show beside the subject. */
  preheader?: VerifiedText | null;
  /** Greeting, without a name. */
  greeting?: VerifiedText | null;
  /** Opening of the body. */
  intro?: VerifiedText | null;
  /** End of the body. */
  closing?: VerifiedText | null;
}

/** An amount of one currency. */
export interface Money {
  /** Whole minor units: 1299 is 12.99 EUR, and 1299 JPY where the currency has none. */
  amount_minor: number;
  /** ISO 4217 code. */
  currency: string;
}

/** A ground as an answer shows it, with the id by which a correction names it. */
export interface NamedGround {
  /** Kind of all its evidence. */
  kind: EvidenceKind;
  /** What it hangs on together. */
  anchor: Anchor;
  /** Ids of the pieces. */
  evidence: string[];
  /** Acts or people in all. */
  count: number;
  /** Sum of the pieces' contributions, in billionths. */
  contribution: number;
  /** Its part of the sum of the item's positive contributions, in parts per million. */
  share_ppm: number;
  /** Id within the item: `g1` is the strongest. */
  id: string;
}

/** The order after the vote; only where the surface allows a late order. */
export interface OrderArrived {
  /** Name of the event. */
  event: "order";
  /** The items of the slate, best first; an item that was not in it comes with the answer at the end. */
  order: string[];
}

/** What went wrong and what to do (RFC 9457). */
export interface Problem {
  /** Address of a description of this kind of problem. */
  type: string;
  /** What kind of problem it is, the same for each occurrence. */
  title: string;
  /** The HTTP status. */
  status: number;
  /** Stable machine-readable name of the kind. */
  code: string;
  /** What was wrong this time, where, and what to do. */
  detail: string;
  /** Id of this request; the service's log names it too. */
  request_id?: string | null;
  /** Each thing that is wrong in the input, at most 100. */
  errors: Fault[];
  /** Data for a program, for example the nearest valid name. */
  details?: Record<string, unknown> | null;
}

/** Uses that a person decides on. */
export type Purpose = "profile" | "explain" | "email" | "measure" | "model";

/** One question: what should this person see on this surface now, and why. */
export interface RecommendationRequest {
  /** Name of the surface. */
  surface: string;
  /** Who asks, where they are known. */
  person?: string | null;
  /** The session, for people who are not known. */
  session?: string | null;
  /** Stateless mode: the profile comes with the request; then `person` and `session` are not looked up. */
  profile?: InlineProfile | null;
  /** The moment's own facts. */
  context?: RequestContext;
  /** Number of items; the surface says how many by default. */
  limit?: number | null;
  /** Language of the sentences; the surface says which by default. */
  locale?: string | null;
  /** The client's own seed; the same question with the same seed on one day gives the same slate. */
  seed?: number;
  /** No sentences, the main ones, or all with the whole evidence. */
  explain?: "none" | "short" | "full";
  /** Display fields to return for each item. */
  fields?: ("title" | "url" | "image_url" | "price" | "call_to_action" | "categories" | "creators")[];
  /** Where the last answer ended; asks for more without repeats. It names the items shown so far, and nobody. */
  cursor?: string | null;
  /** How long the answer may wait for a language model, in milliseconds; 0 waits for none, the surface says how long by default. What needs no model is never late for it. */
  deadline_ms?: number | null;
}

/** The moment's own facts: used for this answer, never stored in a profile. */
export interface RequestContext {
  /** The item being looked at. A surface made for one answers without it by what else it knows. */
  item?: string | null;
  /** Words being searched for. Without them a surface that searches finds nothing (`too_few_items`). */
  query?: string | null;
  /** Items in the basket. */
  basket?: string[];
  /** Part of the day where the person is. */
  part_of_day?: "morning" | "afternoon" | "evening" | "night" | null;
  /** Kind of device. */
  device?: "phone" | "tablet" | "desktop" | "tv" | null;
  /** Coarse region, ISO 3166. */
  region?: string | null;
  /** Country whose catalogue applies, ISO 3166. */
  market?: string | null;
}

/** The sentences of one place, verified; they replace those that stand there. */
export interface SentencesArrived {
  /** Name of the event. */
  event: "sentence";
  /** Where they stand. */
  place: "headline" | "intro" | "item";
  /** Which item; None above the slate. */
  item?: string | null;
  /** The sentences, in the order in which they are read. */
  sentences: VerifiedText[];
  /** What they cite. */
  evidence: Evidence[];
}

/** The whole answer as it stands without the model; always the first event. */
export interface SlateArrived {
  /** Name of the event. */
  event: "slate";
  /** The answer. */
  answer: Answer;
}

export interface VerifiedText {
  /** What people read. */
  text: string;
  /** What the sentence does. */
  kind: "reason" | "fact" | "nudge";
  /** Where it stands. */
  role: "sentence" | "headline" | "intro" | "subject" | "preheader" | "greeting" | "closing";
  /** Ids of the evidence that bears it. */
  evidence: string[];
  /** Who wrote it. */
  origin: "template" | "phrasebook" | "model" | "edited";
  /** Name of the wording. */
  pattern: string;
  /** Language. */
  locale: string;
  /** What proves a fact; absent in sentences that are none. */
  level?: "quoted" | "rewritten" | "approved";
}
