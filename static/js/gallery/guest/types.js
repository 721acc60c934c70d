/**
 * What the modules of the guests' page tell one another. For the type check alone: nothing loads this file.
 *
 * @typedef {{ method: string, url: string, headers: Record<string, string>, expires_at: string }} SignedRequest
 * @typedef {{ session_id: string, display_name: string, is_active: boolean, shots_total: number, shots_left: number }} GuestJson
 * @typedef {"draft" | "active" | "closed" | "archived" | "purged"} GalleryStatus
 * @typedef {{ name: string, status: GalleryStatus, opens_at: string, closes_at: string, has_pin: boolean,
 *   compression_mode: "compressed" | "raw", max_uploads: number, max_bytes: number }} Invitation
 * @typedef {{ media_id: string, client_upload_id: string, status: "pending" | "uploaded" | "rejected", reason: string,
 *   thumb_url: string | null, preview_url: string | null, placeholder: string, tags: string[], uploaded_at: string | null }} Media
 * @typedef {{ media_id: string, status: string, shots_left: number }} Done
 * @typedef {Done & { upload: SignedRequest | null, parts: { count: number, part_bytes: number } | null }} Permission
 *
 * A photo on this phone. `waiting` ones go by themselves; `here` ones are kept for their picture until the gallery has
 * one; `refused` and `blocked` ones wait for the guest, who may save them.
 * @typedef {"waiting" | "here" | "refused" | "blocked"} ItemState
 * @typedef {{ id: string, at: number, state: ItemState, type: string, size: number, tags: string[], takenAt: string | null,
 *   isReady: boolean, sha256: string, thumb: Blob | null, mediaId: string, request: SignedRequest | null,
 *   parts: { count: number, part_bytes: number } | null, sentParts: number[], isSent: boolean, code: string,
 *   message: string }} Item
 * @typedef {"preparing" | "sending" | "finishing"} Step
 * @typedef {{ id: string, step: Step, share: number }} Activity
 *
 * A frame of the film: a photo wherever it is.
 * @typedef {"waiting" | "preparing" | "sending" | "finishing" | "developing" | "here" | "lost"} FrameState
 * @typedef {{ key: string, state: FrameState, share: number, item: Item | null, media: Media | null }} Frame
 * @typedef {{ key: string, code: string, message: string, item: Item | null, media: Media | null }} Problem
 */

export {};
