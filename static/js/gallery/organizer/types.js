/**
 * What the organizer API answers (gallery/api/organizer_media_schemas.py, zip_schemas.py).
 *
 * @typedef {object} Photo
 * @property {string} media_id
 * @property {string | null} thumb_url null while it is being made
 * @property {string | null} preview_url
 * @property {string} placeholder
 * @property {string} uploaded_by
 * @property {string} session_id
 * @property {string} uploaded_at
 * @property {string} taken_at
 * @property {"uploaded" | "hidden"} status
 * @property {number} size_bytes
 * @property {string} mime_type
 * @property {number | null} width
 * @property {number | null} height
 * @property {string[]} tags
 *
 * @typedef {{ media: Photo[], next_cursor: string | null, total_count: number }} Listed
 * @typedef {{ value: string, count: number }} Facet
 * @typedef {{ uploaders: Facet[], tags: Facet[] }} Facets
 * @typedef {{ download_url: string, file_size_bytes: number, files: number }} Download
 * @typedef {{ name: string, reason: string }} Missing
 * @typedef {{ job_id: string, status: "processing" | "complete" | "partial" | "failed" | "expired", progress: number, estimated_time_seconds: number, downloads: Download[], missing: Missing[], missing_count: number, expires_at: string | null }} ZipJob
 *
 * @typedef {{ api: string, jobs: string, cookie: string }} Page
 */

export {};
