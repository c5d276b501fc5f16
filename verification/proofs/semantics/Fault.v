(** Fault domains. A domain may crash; a family is a home and its helpers.

    Crashes are choices: as long as it has not been decided whether a part crashes, it may; at rest it is decided. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Machine.
Import ListNotations.
Set Implicit Arguments.

Inductive fate := Undecided | Safe | Down.
Definition up (f : fate) : bool := match f with Down => false | _ => true end.

(** What has no messages for a helper: one domain. Down, it swallows what comes and does nothing. *)
Inductive crash_tau {I O} (A : comp I O) : St A * fate -> St A * fate -> Prop :=
| crash_step a a' f : up f = true -> tau A a a' -> crash_tau A (a, f) (a', f)
| crash_now a : crash_tau A (a, Undecided) (a, Down)
| crash_never a : crash_tau A (a, Undecided) (a, Safe).

Definition crashing {I O} (A : comp I O) : comp I O := {|
  St := St A * fate; init := (init A, Undecided);
  inp := fun s i s' => snd s' = snd s /\ (if up (snd s) then inp A (fst s) i (fst s') else fst s' = fst s);
  out := fun s b s' => snd s' = snd s /\ up (snd s) = true /\ out A (fst s) b (fst s');
  tau := crash_tau A |}.

Lemma crashing_taus {I O} (A : comp I O) f a a' : up f = true -> runs A a [] a' -> runs (crashing A) (a, f) [] (a', f).
Proof.
  intros U R. remember [] as t eqn:E. induction R; try discriminate; [constructor|].
  eapply r_tau with (s1 := (s1, f)); auto. now constructor.
Qed.

(** What refines a component refines it with its crashes. *)
Theorem crashing_mono I O (A B : comp I O) : A ≼ B -> crashing A ≼ crashing B.
Proof.
  intros (R & Q). exists (fun p q => snd p = snd q /\ (up (snd p) = true -> R (fst p) (fst q))).
  constructor; [constructor; simpl|].
  - split; auto. intros _. apply (s_init (q_sim Q)).
  - intros [a f] [b f'] i [a' f''] (E & Rab) (F & H). simpl in *. subst. destruct (up f') eqn:U.
    + destruct (s_in (q_sim Q) _ _ _ _ (Rab eq_refl) H) as (b' & K & R'). exists (b', f'). split; [|auto].
      apply runs_in_inv in K as (u & v & K1 & K2 & K3). eapply runs_nil_l; [apply crashing_taus; eauto|].
      eapply r_in with (s1 := (v, f')); [simpl; rewrite U; auto | now apply crashing_taus].
    + exists (b, f'). split; [|split; auto; simpl; congruence].
      eapply r_in with (s1 := (b, f')); [simpl; rewrite U; auto | constructor].
  - intros [a f] [b f'] o [a' f''] (E & Rab) (F & U & H). simpl in *. subst.
    destruct (s_out (q_sim Q) _ _ _ _ (Rab U) H) as (b' & K & R'). exists (b', f'). split; [|auto].
    apply runs_out_inv in K as (u & v & K1 & K2 & K3). eapply runs_nil_l; [apply crashing_taus; eauto|].
    eapply r_out with (s1 := (v, f')); [simpl; auto | now apply crashing_taus].
  - intros [a f] [b f'] s (E & Rab) H. simpl in *. subst. inversion H as [? a' ? U T | ? | ?]; subst; simpl in *.
    + destruct (s_tau (q_sim Q) _ _ _ (Rab U) T) as (b' & K & R'). exists (b', f'). split; auto.
      now apply crashing_taus.
    + exists (b, Down). split; [|split; auto; discriminate]. eapply r_tau; [apply crash_now | constructor].
    + exists (b, Safe). split; [|split; auto]. eapply r_tau; [apply crash_never | constructor].
  - intros [a f] [b f'] (E & Rab) (KO & KT). simpl in *. subst. destruct f'; simpl in *.
    + exfalso. apply (KT (a, Down)). constructor.
    + destruct (q_stk Q b (Rab eq_refl)) as (b' & K & R' & S).
      { split; [intros o a' H; apply (KO o (a', Safe)); auto | intros a' H; apply (KT (a', Safe)); now constructor]. }
      exists (b', Safe). split; [now apply crashing_taus|]. split; auto. destruct S as (S1 & S2). split.
      * intros o [b2 f2] (F & _ & H). simpl in *. exact (S1 _ _ H).
      * intros s H. inversion H as [? ? ? U T| |]; subst. exact (S2 _ T).
    + exists (b, Down). split; [constructor|]. split; auto. split.
      * intros o s (_ & U & _). discriminate.
      * intros s H. inversion H as [? ? ? U T| |]; subst; discriminate.
Qed.

(** ** A family fails as one

    At home, [A] answers on one port and feeds [H] on the other, through a buffer. In the source both are one domain. In
    the plan [H] is on a helper: each part may crash by itself, and each stops for good once it has noticed that it has
    lost the other. *)
Section Family.
  Context {I M O Q : Type} (A : comp I (M + Q)) (H : comp M O).

  Definition parts : Type := St A * (list M * St H).

  (** What goes on at home, in the buffer, and at the helper. *)
  Inductive home_step : parts -> parts -> Prop :=
  | home_tau a a' r : tau A a a' -> home_step (a, r) (a', r)
  | home_send a a' q h m : out A a (inl m) a' -> home_step (a, (q, h)) (a', (q ++ [m], h)).
  Inductive helper_step : parts -> parts -> Prop :=
  | helper_tau a q h h' : tau H h h' -> helper_step (a, (q, h)) (a, (q, h'))
  | helper_take a q h h' m : inp H h m h' -> helper_step (a, (m :: q, h)) (a, (q, h')).

  Inductive one_tau : parts * fate -> parts * fate -> Prop :=
  | one_home s s' f : up f = true -> home_step s s' -> one_tau (s, f) (s', f)
  | one_helper s s' f : up f = true -> helper_step s s' -> one_tau (s, f) (s', f)
  | one_crash s : one_tau (s, Undecided) (s, Down)
  | one_safe s : one_tau (s, Undecided) (s, Safe).

  Definition one_domain : comp I (O + Q) := {|
    St := parts * fate; init := ((init A, ([], init H)), Undecided);
    inp := fun s i s' => snd s' = snd s /\ snd (fst s') = snd (fst s) /\
             (if up (snd s) then inp A (fst (fst s)) i (fst (fst s')) else fst (fst s') = fst (fst s));
    out := fun s b s' => snd s' = snd s /\ up (snd s) = true /\
             match b with
             | inl b => fst (fst s') = fst (fst s) /\ fst (snd (fst s')) = fst (snd (fst s)) /\
                        out H (snd (snd (fst s))) b (snd (snd (fst s')))
             | inr b => snd (fst s') = snd (fst s) /\ out A (fst (fst s)) (inr b) (fst (fst s'))
             end;
    tau := one_tau |}.

  (** [notices]: whether a part that has lost the other stops. *)
  Inductive two_tau (notices : bool) : parts * (fate * fate) -> parts * (fate * fate) -> Prop :=
  | two_home s s' f g : up f = true -> home_step s s' -> two_tau notices (s, (f, g)) (s', (f, g))
  | two_helper s s' f g : up g = true -> helper_step s s' -> two_tau notices (s, (f, g)) (s', (f, g))
  | two_home_crash s g : two_tau notices (s, (Undecided, g)) (s, (Down, g))
  | two_home_safe s g : two_tau notices (s, (Undecided, g)) (s, (Safe, g))
  | two_helper_crash s f : two_tau notices (s, (f, Undecided)) (s, (f, Down))
  | two_helper_safe s f : two_tau notices (s, (f, Undecided)) (s, (f, Safe))
  | two_home_stops s f : notices = true -> up f = true -> two_tau notices (s, (f, Down)) (s, (Down, Down))
  | two_helper_stops s g : notices = true -> up g = true -> two_tau notices (s, (Down, g)) (s, (Down, Down)).

  Definition two_parts (notices : bool) : comp I (O + Q) := {|
    St := parts * (fate * fate); init := ((init A, ([], init H)), (Undecided, Undecided));
    inp := fun s i s' => snd s' = snd s /\ snd (fst s') = snd (fst s) /\
             (if up (fst (snd s)) then inp A (fst (fst s)) i (fst (fst s')) else fst (fst s') = fst (fst s));
    out := fun s b s' => snd s' = snd s /\
             match b with
             | inl b => up (snd (snd s)) = true /\ fst (fst s') = fst (fst s) /\ fst (snd (fst s')) =
               fst (snd (fst s)) /\
                        out H (snd (snd (fst s))) b (snd (snd (fst s')))
             | inr b => up (fst (snd s)) = true /\ snd (fst s') = snd (fst s) /\
               out A (fst (fst s)) (inr b) (fst (fst s'))
             end;
    tau := two_tau notices |}.

  (** Until the last part has stopped, the source has not crashed: the part that is down is one whose messages are
      delayed, endlessly. Then it crashes, and they are lost. *)
  Definition delayed (p : parts * (fate * fate)) (s : parts * fate) : Prop :=
    let '((a, (q, h)), (f, g)) := p in let '((a', (q', h')), e) := s in
    match f, g with
    | Down, Down => e = Down
    | Down, _ => e = Undecided /\ q' = q /\ h' = h
    | _, Down => e = Undecided /\ a' = a /\ q' = q
    | Safe, Safe => e = Safe /\ a' = a /\ q' = q /\ h' = h
    | _, _ => e = Undecided /\ a' = a /\ q' = q /\ h' = h
    end.

  Ltac stay := eexists; split; [constructor | simpl; auto].
  Ltac by_tau c := eexists; split; [eapply r_tau; [eapply c; simpl; eauto | constructor] | simpl; auto].

  Theorem family_fails_as_one : input_enabled A -> two_parts true ≼ one_domain.
  Proof.
    intros E. exists delayed. constructor; [constructor; simpl|].
    - auto.
    - intros [[a [q h]] [f g]] [[a2 [q2 h2]] e] i [[a' [q' h']] [f' g']] R (F & G & K). simpl in *.
      injection F as -> ->. injection G as -> ->.
      assert (Live : up e = true -> forall a3, inp A a2 i a3 ->
                     runs one_domain ((a2, (q2, h2)), e) [In_ i] ((a3, (q2, h2)), e)).
      { intros U a3 T. eapply r_in; [|constructor]. simpl. rewrite U. auto. }
      assert (Dead : e = Down -> runs one_domain ((a2, (q2, h2)), e) [In_ i] ((a2, (q2, h2)), e)).
      { intros ->. eapply r_in; [|constructor]. simpl. auto. }
      destruct f, g; simpl in *;
        try (destruct R as (-> & -> & -> & ->); eexists; split; [apply Live; eauto | simpl; auto]; fail);
        try (destruct R as (-> & -> & ->); eexists; split; [apply Live; eauto | simpl; auto]; fail).
      + subst a'. destruct R as (-> & -> & ->). destruct (E a2 i) as (a3 & T). eexists.
        split; [apply Live; eauto | simpl; auto].
      + subst a'. destruct R as (-> & -> & ->). destruct (E a2 i) as (a3 & T). eexists.
        split; [apply Live; eauto | simpl; auto].
      + eexists. split; [now apply Dead | exact R].
    - intros [[a [q h]] [f g]] [[a2 [q2 h2]] e] b [[a' [q' h']] [f' g']] R (F & K). simpl in *. injection F as -> ->.
      assert (L : forall b h3, up e = true -> out H h2 b h3 ->
                  runs one_domain ((a2, (q2, h2)), e) [Out_ (inl b)] ((a2, (q2, h3)), e)).
      { intros b0 h3 U T. eapply r_out; [|constructor]. simpl. auto. }
      assert (N : forall b a3, up e = true -> out A a2 (inr b) a3 ->
                  runs one_domain ((a2, (q2, h2)), e) [Out_ (inr b)] ((a3, (q2, h2)), e)).
      { intros b0 a3 U T. eapply r_out; [|constructor]. simpl. auto. }
      destruct b as [b|b].
      + destruct K as (U & -> & -> & T).
        destruct f, g; simpl in *; try discriminate;
          first [destruct R as (-> & -> & -> & ->) | destruct R as (-> & -> & ->)];
          (eexists; split; [apply L; eauto | simpl; auto]).
      + destruct K as (U & G & T). injection G as -> ->.
        destruct f, g; simpl in *; try discriminate;
          first [destruct R as (-> & -> & -> & ->) | destruct R as (-> & -> & ->)];
          (eexists; split; [apply N; eauto | simpl; auto]).
    - intros [[a [q h]] [f g]] [[a2 [q2 h2]] e] s' R T. simpl in T.
      inversion T as [s s1 f1 g1 U K | s s1 f1 g1 U K | s g1 | s g1 | s f1 | s f1 | s f1 N U | s g1 N U]; subst;
        simpl in *.
      + inversion K as [? a' r K1 | ? a' ? ? m K1]; subst.
        * destruct f, g; simpl in *; try discriminate;
            first [destruct R as (-> & -> & -> & ->) | destruct R as (-> & -> & ->)];
            (eexists; split; [eapply r_tau; [apply one_home; [reflexivity | apply home_tau; eauto] | constructor] |
              simpl; auto]).
        * destruct f, g; simpl in *; try discriminate;
            first [destruct R as (-> & -> & -> & ->) | destruct R as (-> & -> & ->)];
            (eexists; split; [eapply r_tau; [apply one_home; [reflexivity | apply home_send; eauto] | constructor] |
              simpl; auto]).
      + inversion K as [? ? ? h' K1 | ? q' ? h' m K1]; subst.
        * destruct f, g; simpl in *; try discriminate;
            first [destruct R as (-> & -> & -> & ->) | destruct R as (-> & -> & ->)];
            (eexists; split; [eapply r_tau; [apply one_helper; [reflexivity | apply helper_tau; eauto] | constructor] |
              simpl; auto]).
        * destruct f, g; simpl in *; try discriminate;
            first [destruct R as (-> & -> & -> & ->) | destruct R as (-> & -> & ->)];
            (eexists; split; [eapply r_tau; [apply one_helper; [reflexivity | apply helper_take; eauto] | constructor]
              | simpl; auto]).
      + destruct g; simpl in *; [destruct R as (-> & -> & -> & ->); stay | destruct R as (-> & -> & -> & ->); stay |].
        destruct R as (-> & -> & ->). by_tau one_crash.
      + destruct g; simpl in *; [destruct R as (-> & -> & -> & ->); stay | destruct R as (-> & -> & -> & ->);
          by_tau one_safe |].
        destruct R as (-> & -> & ->). stay.
      + destruct f; simpl in *; [destruct R as (-> & -> & -> & ->); stay | destruct R as (-> & -> & -> & ->); stay |].
        destruct R as (-> & -> & ->). by_tau one_crash.
      + destruct f; simpl in *; [destruct R as (-> & -> & -> & ->); stay | destruct R as (-> & -> & -> & ->);
          by_tau one_safe |].
        destruct R as (-> & -> & ->). stay.
      + destruct f; simpl in *; try discriminate; destruct R as (-> & -> & ->); by_tau one_crash.
      + destruct g; simpl in *; try discriminate; destruct R as (-> & -> & ->); by_tau one_crash.
    - intros [[a [q h]] [f g]] [[a2 [q2 h2]] e] R (KO & KT). simpl in *. exists ((a2, (q2, h2)), e).
      split; [constructor|]. split; auto.
      destruct f, g; simpl in *;
        try (exfalso; eapply KT; now apply two_home_crash); try (exfalso; eapply KT; now apply two_helper_crash);
        try (exfalso; eapply KT; now apply two_home_stops); try (exfalso; eapply KT; now apply two_helper_stops).
      + destruct R as (-> & -> & -> & ->). split.
        * intros [b|b] [[a' [q' h']] f'] (F & U & K); simpl in *.
          -- destruct K as (-> & -> & K). apply (KO (inl b) ((a, (q, h')), (Safe, Safe))). simpl. auto.
          -- destruct K as (K1 & K). injection K1 as -> ->. apply (KO (inr b) ((a', (q, h)), (Safe, Safe))). simpl.
             auto.
        * intros s T. inversion T as [s0 s1 f0 U K | s0 s1 f0 U K | |]; subst;
            [apply (KT (s1, (Safe, Safe))); now apply two_home | apply (KT (s1, (Safe, Safe))); now apply two_helper].
      + subst e. split.
        * intros b s (_ & U & _). discriminate.
        * intros s T. inversion T as [? ? ? U | ? ? ? U | |]; subst; discriminate.
  Qed.
End Family.
