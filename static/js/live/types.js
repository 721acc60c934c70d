/**
 * What the stream of boards carries (docs/decisions/0010-live-board.md).
 *
 * @typedef {{ voters: number, options?: Record<string, number>, average?: number | null, counts?: Record<string, number>, texts?: string[] }} Results
 * @typedef {{ id: string, label: string }} Option
 * @typedef {{ name: string, label: string, type: "text" | "email" | "phone" | "choice" | "consent", is_required: boolean, choices?: string[] }} SignupField
 *
 * @typedef {object} Action
 * @property {string} id
 * @property {"poll" | "announcement" | "download" | "signup"} kind
 * @property {"draft" | "live" | "closed" | "archived"} state
 * @property {string} title
 * @property {boolean} is_pinned
 * @property {string | null} [opened_at]
 * @property {"single" | "multiple" | "rating" | "text"} [poll_type]
 * @property {boolean} [is_secret]
 * @property {boolean} [is_released]
 * @property {boolean} [may_change]
 * @property {Option[]} [options]
 * @property {"always" | "after_vote" | "on_release" | "never"} [shows]
 * @property {Results | null} [results]
 * @property {string} [text]
 * @property {string} [url]
 * @property {string} [button]
 * @property {string | null} [shown_until]
 * @property {{ name: string, size: number, type: string } | null} [file]
 * @property {SignupField[]} [fields]
 * @property {number} [answers]
 *
 * @typedef {{ state: "waiting" | "live" | "ended", starts_at: string, ends_at: string, mode: "call" | "livestream", provider: string, is_recording: boolean, chat: { on: boolean, pause: number }, reactions: boolean, questions: boolean, hands: boolean }} Session
 * @typedef {{ id: string, name: string, role: string, media_id: string }} OnStage
 * @typedef {{ id: string, text: string, name: string | null, state: "queue" | "shown" | "answering" | "answered" | "dismissed", is_pinned: boolean, upvotes: number, asked_at: string }} Question
 * @typedef {{ id: string, name: string, role: string, text: string, at: string, from: string }} ChatMessage
 * @typedef {{ id: string, name: string, role: string, stage: string, hand_raised_at: string | null, is_muted: boolean }} Person
 * @typedef {{ chat?: ChatMessage[], unsaid?: string[] | "all", reactions?: Record<string, number>, watching?: number }} Tick
 *
 * @typedef {object} Me
 * @property {string} id
 * @property {string} name
 * @property {string} role
 * @property {string} stage
 * @property {boolean} hand_raised
 * @property {boolean} is_muted
 * @property {boolean} may_enter_stage
 * @property {Record<string, Vote>} votes
 * @property {string[]} upvoted
 * @property {string[]} signed_up
 * @property {Question[]} questions
 * @property {boolean} is_known
 * @property {string} [email]
 * @property {string} [phone]
 *
 * @typedef {{ options: string[], rating: number | null, text: string }} Vote
 */

export {};
