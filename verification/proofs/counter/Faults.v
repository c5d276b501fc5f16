(** What goes wrong when a family does not fail as one, and when a member that restarts has forgotten. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Channel Machine Fault.
Import ListNotations.
Set Implicit Arguments.

(** ** A helper is lost and the home goes on

    Traces with a point of rest: [t], then rest, then [u]. Refinement keeps them. *)
Definition rests {I O} (A : comp I O) (t u : list (ev I O)) : Prop :=
  exists a a', runs A (init A) t a /\ stuck A a /\ runs A a u a'.

Theorem refinement_keeps_rests I O (A B : comp I O) : A ≼ B -> forall t u, rests A t u -> rests B t u.
Proof.
  intros (R & Q) t u (a & a' & H & S & K). destruct (sim_runs (q_sim Q) H _ (s_init (q_sim Q))) as (b & Hb & Rab).
  destruct (q_stk Q _ Rab S) as (b' & Hb' & Rab' & Sb). destruct (sim_runs (q_sim Q) K _ Rab') as (c & Hc & _).
  exists b', c. split; auto. rewrite <- (app_nil_r t). eapply runs_app; eauto.
Qed.

(** The home answers each request at once and has it logged as well: by a helper, in slots. *)
Definition leader : comp nat (nat + nat) := {|
  St := list (nat + nat); init := [];
  inp := fun s n s' => s' = s ++ [inl n; inr n];
  out := fun s b s' => s = b :: s';
  tau := fun _ _ => False |}.

(** In the plan where nobody notices, the helper crashes at once; the home answers, comes to rest, and answers again. In
    the source, rest with a slot missing is a crash, after which nothing is answered: the log has a hole for ever and
    the
    standby is never told. *)
Theorem without_family_fails_as_one :
  let t := [In_ 0; Out_ (inr 0)] in let u := [In_ 1; Out_ (inr 1)] in
  rests (two_parts leader (fifo nat) false) t u /\ ~ rests (one_domain leader (fifo nat)) t u.
Proof.
  simpl. split.
  - exists (([], ([0], [])), (Safe, Down)), (([], ([0; 1], [])), (Safe, Down)). split; [|split].
    + eapply r_tau; [apply two_helper_crash|]. eapply r_tau; [apply two_home_safe|].
      eapply r_in with (s1 := (([inl 0; inr 0], ([], [])), (Safe, Down))); [simpl; auto|].
      eapply r_tau; [apply two_home; [reflexivity | apply home_send with (a' := [inr 0]) (m := 0); reflexivity]|].
      simpl.
      eapply r_out with (s1 := (([], ([0], [])), (Safe, Down))); [simpl; auto | constructor].
    + split.
      * intros [b|b] [[a [q h]] f] (E & K); simpl in *; [now destruct K | destruct K as (_ & _ & K); discriminate].
      * intros s T. inversion T as [? ? ? ? U K | ? ? ? ? U K | | | | | ? ? N | ? ? N]; subst; try discriminate.
        inversion K as [? ? ? K1 | ? ? ? ? ? K1]; subst; [easy | discriminate].
    + eapply r_in with (s1 := (([inl 1; inr 1], ([0], [])), (Safe, Down))); [simpl; auto|].
      eapply r_tau; [apply two_home; [reflexivity | apply home_send with (a' := [inr 1]) (m := 1); reflexivity]|].
      simpl.
      eapply r_out with (s1 := (([], ([0; 1], [])), (Safe, Down))); [simpl; auto | constructor].
  - intros (s & s' & R & (KO & KT) & R').
    (* While the source is up, each request is at home, on its way, at the helper, or logged. *)
    set (inv := fun (p : St (one_domain leader (fifo nat))) (t : list (ev nat (nat + nat))) =>
      up (snd p) = true -> length (ins t) = length (lefts (outs t)) + length (lefts (fst (fst p))) +
                           length (fst (snd (fst p))) + length (snd (snd (fst p)))).
    assert (Inv : forall p t p', runs (one_domain leader (fifo nat)) p t p' -> forall w, inv p w -> inv p' (w ++ t)).
    { induction 1 as [p | p p1 t p' S R1 IH | p i p1 t p' S R1 IH | p b p1 t p' S R1 IH]; intros w K.
      - now rewrite app_nil_r.
      - apply IH. unfold inv in *. simpl in S. inversion S as [x y f U H | x y f U H | |]; subst; simpl in *.
        + inversion H as [? ? ? K1 | a a' q h m K1]; subst; [easy|]. simpl in *. intros U'. rewrite (K U'). simpl in K1.
          rewrite K1. simpl. rewrite app_length. simpl. lia.
        + inversion H as [? ? ? ? K1 | a q h h' m K1]; subst; [easy|]. simpl in *. intros U'. rewrite (K U').
          simpl in K1.
          rewrite K1, app_length. simpl. lia.
        + discriminate.
        + auto.
      - replace (w ++ In_ i :: t) with ((w ++ [In_ i]) ++ t) by now rewrite <- app_assoc. apply IH. unfold inv in *.
        destruct p as [[a [q h]] f], p1 as [[a1 [q1 h1]] f1], S as (E & F & G). simpl in *. injection F as -> ->.
        subst f1.
        intros U. rewrite U in G. subst a1. rewrite ins_app, outs_app, app_length. simpl.
        rewrite app_nil_r, (K U), lefts_app, app_length.
        simpl. lia.
      - replace (w ++ Out_ b :: t) with ((w ++ [Out_ b]) ++ t) by now rewrite <- app_assoc. apply IH. unfold inv in *.
        destruct p as [[a [q h]] f], p1 as [[a1 [q1 h1]] f1], S as (E & F & G). simpl in *. subst f1.
        intros U. rewrite ins_app, outs_app, app_length, lefts_app, app_length. simpl. rewrite Nat.add_0_r, (K U).
        destruct b as [b|b]; simpl.
        + destruct G as (-> & -> & ->). simpl. lia.
        + destruct G as (G & ->). injection G as -> ->. simpl. lia. }
    assert (Down_ : forall p t p', runs (one_domain leader (fifo nat)) p t p' -> up (snd p) = false -> outs t = []).
    { induction 1 as [p | p p1 t p' S R1 IH | p i p1 t p' S R1 IH | p b p1 t p' S R1 IH]; intros U; simpl; auto.
      - apply IH. simpl in S. inversion S; subst; simpl in *; congruence.
      - apply IH. destruct S as (E & _). congruence.
      - destruct S as (_ & E & _). simpl in *. congruence. }
    destruct (up (snd s)) eqn:U; [|apply Down_ in R'; auto; discriminate].
    assert (K : inv s ([] ++ [In_ 0; Out_ (inr 0)])) by (eapply Inv; [exact R | unfold inv; simpl; auto]).
    specialize (K U). simpl in K. destruct s as [[a [q h]] f]. simpl in *.
    destruct h as [|b h].
    + destruct q as [|m q].
      * destruct a as [|[b|b] a]; simpl in *; [discriminate | |].
        -- apply (KT ((a, ([b], [])), f)). apply one_home; auto. apply home_send with (q := []). reflexivity.
        -- apply (KO (inr b) ((a, ([], [])), f)). simpl. auto.
      * apply (KT ((a, (q, [m])), f)). apply one_helper; auto. apply helper_take. reflexivity.
    + apply (KO (inl b) ((a, (q, h)), f)). simpl. auto.
Qed.

(** ** A restart is not a recovery

    An acceptor promises once. Restarted under its old identity with nothing remembered, it promises again. *)
Definition promise (given : bool) (ballot : nat) : bool * list nat := (true, if given then [] else [ballot]).
Definition acceptor : comp nat nat := machine promise false.

Inductive restart_tau {S} (fresh : S) : S * fate -> S * fate -> Prop :=
| restart_crash s : restart_tau fresh (s, Undecided) (s, Down)
| restart_now s : restart_tau fresh (s, Down) (fresh, Safe)
| restart_never s : restart_tau fresh (s, Undecided) (s, Safe).

Definition restarting {I O} (A : comp I O) : comp I O := {|
  St := St A * fate; init := (init A, Undecided);
  inp := inp (crashing A); out := out (crashing A);
  tau := fun s s' => tau (crashing A) s s' \/ restart_tau (init A) s s' |}.

Theorem without_incarnations :
  let t := [In_ 1; Out_ 1; In_ 2; Out_ 2] in trace (restarting acceptor) t /\ ~ trace (crashing acceptor) t.
Proof.
  simpl. split.
  - exists ((true, []), Safe).
    eapply r_in with (s1 := ((true, [1]), Undecided)); [simpl; auto|].
    eapply r_out with (s1 := ((true, []), Undecided)); [simpl; auto|].
    eapply r_tau; [left; apply crash_now|]. eapply r_tau; [right; apply restart_now|].
    eapply r_in with (s1 := ((true, [2]), Safe)); [simpl; auto|].
    eapply r_out with (s1 := ((true, []), Safe)); [simpl; auto | constructor].
  - intros (s & R).
    assert (Once : forall p t p', runs (crashing acceptor) p t p' ->
      length (outs t) + length (snd (fst p')) <= (if fst (fst p) then 0 else 1) + length (snd (fst p))).
    { induction 1 as [p | p p1 t p' S R1 IH | p i p1 t p' S R1 IH | p b p1 t p' S R1 IH].
      - simpl. lia.
      - simpl in S. inversion S as [a a' f U T | |]; subst; simpl in *; [easy | exact IH | exact IH].
      - destruct p as [[g q] f], p1 as [[g1 q1] f1], S as (E & K). simpl in *. destruct (up f).
        + injection K as -> ->. rewrite app_length in IH. destruct g; simpl in *; lia.
        + injection K as -> ->. exact IH.
      - destruct p as [[g q] f], p1 as [[g1 q1] f1], S as (E & U & K). simpl in *. injection K as -> ->. simpl. lia. }
    apply Once in R. simpl in R. lia.
Qed.

(** A member all of whose state is in its log, and that keeps what it has not sent, may restart: what it replays is what
    it was. *)
Section Recovery.
  Context {S I O : Type} (step : S -> I -> S * list O) (s0 : S).

  Definition recovering : comp I O := {|
    St := list I * (S * list O); init := ([], (s0, []));
    inp := fun s i s' => s' = (fst s ++ [i], (fst (step (fst (snd s)) i), snd (snd s) ++ snd (step (fst (snd s)) i)));
    out := fun s b s' => fst s' = fst s /\ snd s = (fst (snd s'), b :: snd (snd s'));
    tau := fun s s' => s' = (fst s, (after step s0 (fst s), snd (snd s))) |}.

  Theorem recovery_is_no_event : sim recovering (machine step s0).
  Proof.
    exists (fun r m => snd r = m /\ fst m = after step s0 (fst r)). constructor; simpl.
    - auto.
    - intros [l [s q]] m i r' (<- & E) ->. simpl in *. eexists.
      split; [eapply r_in; [simpl; reflexivity | constructor]|].
      simpl. split; auto. rewrite after_app, <- E. reflexivity.
    - intros [l [s q]] m b [l' [s' q']] (<- & E) (F & K). simpl in *. injection K as -> ->. subst l'. exists (s', q').
      split; auto. eapply r_out with (s1 := (s', q')); [reflexivity | constructor].
    - intros [l [s q]] m r' (<- & E) ->. simpl in *. exists (s, q). split; [constructor|]. simpl. now rewrite <- E.
  Qed.
End Recovery.
