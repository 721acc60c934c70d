/**
 * The way to the stage and back: own entry, invitation, raised hand; and camera and microphone with it.
 *
 * @typedef {import("../media/adapter.js").Media} Media
 * @typedef {import("./check.js").Checked} Checked
 * @typedef {import("../types.js").Me} Me
 */

import { words, wordsOf } from "../words.js";

export class StagePass {
  /** @type {Me | null} */
  me = null;
  /** @type {Media | null} */
  media = null;
  mayRaise = false;
  isAsking = false;

  /**
   * @param {{ act: import("../act.js").Act, check: import("./check.js").Check,
   *   notices: import("./notices.js").Notices, onChange: () => void }} parts
   */
  constructor({ act, check, notices, onChange }) {
    this.act = act;
    this.check = check;
    this.notices = notices;
    this.onChange = onChange;
  }

  /** @returns {import("./controls.js").Standing} */
  get standing() {
    const { me } = this;
    return {
      isOnStage: me?.stage === "stage",
      mayEnter: Boolean(me && (me.may_enter_stage || me.stage === "invited")),
      isAsking: this.isAsking,
      mayRaise: this.mayRaise,
      isRaised: Boolean(me?.hand_raised),
    };
  }

  /**
   * The server's news of this person. The stage changes by these alone: an answer of the server's may overtake news from
   * before it, and those would then look like being sent back.
   * @param {Partial<Me>} news
   */
  hear(news) {
    if (!this.me) return;
    const before = this.me.stage;
    Object.assign(this.me, news);
    this.onChange();
    if (this.me.stage === before) return;
    if (this.me.stage === "invited") void this.comeOnStage("invited");
    else if (this.me.stage !== "stage") this.check.close(null);
    if (this.me.stage === "stage") this.settle(words.room.on_stage);
    if (before !== "stage") return;
    this.settle(words.room.off_stage);
    void this.media?.stopSending();
  }

  /** @param {"join" | "invited"} occasion */
  async comeOnStage(occasion) {
    this.isAsking = true;
    this.onChange();
    const checked = await this.check.ask(occasion);
    if (checked) return this.send(checked);
    this.isAsking = false;
    this.onChange();
    if (this.me?.stage === "invited") await this.tryTo(() => this.act.stage("decline"));
  }

  /** @param {Checked} checked */
  async send({ tracks, choice }) {
    this.isAsking = true;
    const isIn = await this.tryTo(() => this.act.stage("enter"));
    if (!isIn || !this.media) {
      for (const track of tracks) track.stop();
      this.isAsking = false;
      this.onChange();
      return;
    }
    // Whoever was there already, in a page loaded anew, gets no news of it.
    if (this.me?.stage === "stage") this.settle(words.room.on_stage);
    await this.media.choose(choice);
    await this.media.startSending({ camera: false, microphone: false, tracks });
  }

  /** The way is over, in either direction. @param {string} said */
  settle(said) {
    this.isAsking = false;
    this.onChange();
    this.notices.say(said);
  }

  async stepDown() {
    await this.media?.stopSending();
    await this.tryTo(() => this.act.stage("leave"));
  }

  /** @param {boolean} isRaised */
  async raise(isRaised) {
    if (!(await this.tryTo(() => this.act.hand(isRaised))) || !this.me) return;
    this.me.hand_raised = isRaised;
    this.onChange();
    this.notices.say(words.room[isRaised ? "hand_up" : "hand_down"]);
  }

  /** @param {() => Promise<unknown>} act @returns {Promise<boolean>} */
  async tryTo(act) {
    try {
      await act();
      return true;
    } catch (error) {
      this.notices.say(wordsOf(error) || words.room.stage_failed);
      return false;
    }
  }
}
