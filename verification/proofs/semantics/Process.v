(** The component of a function on histories.

    [process o F] receives anything at any time, and emits, after any delay, what makes its output a beginning of [F] of
    its input. This is the bridge between the two semantics: its traces are what the function allows, and equal
    functions
    have components that no context tells apart, by traces or at rest. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation.
Import ListNotations.
Set Implicit Arguments.

(** Deterministic on histories: of more input comes more output, and of input that looks alike, output that does. *)
Definition deterministic {I O} (oi : obs I) (oo : obs O) (F : list I -> list O) : Prop :=
  forall x y, within oi x y -> within oo (F x) (F y).

Lemma deterministic_alike I O (oi : obs I) (oo : obs O) F x y : deterministic oi oo F -> alike oi x y ->
  alike oo (F x) (F y).
Proof. intros D (H & K). split; now apply D. Qed.

Lemma deterministic_seq I M O (oi : obs I) (om : obs M) (oo : obs O) F G :
  deterministic oi om F -> deterministic om oo G -> deterministic oi oo (fun x => G (F x)).
Proof. intros D E x y H. now apply E, D. Qed.

(** A sequence may be read as anything less. *)
Lemma deterministic_sequence I O (oi : obs I) (oo : obs O) F : deterministic oi oo F -> deterministic sequence oo F.
Proof. intros D x y H. now apply D, sequence_within. Qed.

Lemma deterministic_less I O (oi : obs I) (oo : obs O) F : deterministic oi sequence F -> deterministic oi oo F.
Proof. intros D x y H. now apply sequence_within, D. Qed.

Definition process {I O} (o : obs O) (F : list I -> list O) : comp I O := {|
  St := list I * list O; init := ([], []);
  inp := fun s i s' => s' = (fst s ++ [i], snd s);
  out := fun s b s' => s' = (fst s, snd s ++ [b]) /\ within o (snd s ++ [b]) (F (fst s));
  tau := fun _ _ => False |}.

Lemma input_enabled_process I O (o : obs O) (F : list I -> list O) : input_enabled (process o F).
Proof. intros s i. eexists. reflexivity. Qed.

(** At rest, everything that is owed has been emitted. *)
Lemma rest_process I O (o : obs O) (F : list I -> list O) x y : within o y (F x) ->
  stuck (process o F) (x, y) <-> alike o y (F x).
Proof.
  intros W. split.
  - intros (K & _). apply full_alike; auto. intros b H. apply (K b (x, y ++ [b])). simpl. auto.
  - intros E. split; [|easy]. intros b s (-> & H). simpl in H. revert H. now apply alike_full.
Qed.

(** ** What is observed of a process *)

Fixpoint ins {I O} (t : list (ev I O)) : list I :=
  match t with [] => [] | In_ i :: t => i :: ins t | Out_ _ :: t => ins t end.
Fixpoint outs {I O} (t : list (ev I O)) : list O :=
  match t with [] => [] | In_ _ :: t => outs t | Out_ o :: t => o :: outs t end.

Lemma ins_app I O (t u : list (ev I O)) : ins (t ++ u) = ins t ++ ins u.
Proof. induction t as [|[]]; simpl; congruence. Qed.
Lemma outs_app I O (t u : list (ev I O)) : outs (t ++ u) = outs t ++ outs u.
Proof. induction t as [|[]]; simpl; congruence. Qed.

Lemma process_state I O (o : obs O) (F : list I -> list O) s t s' : runs (process o F) s t s' ->
  s' = (fst s ++ ins t, snd s ++ outs t).
Proof.
  induction 1 as [s | s s1 t s' H | s i s1 t s' H R IH | s b s1 t s' (H & W) R IH]; simpl in *.
  - rewrite !app_nil_r. now destruct s.
  - easy.
  - rewrite IH, H. simpl. now rewrite <- app_assoc.
  - rewrite IH, H. simpl. now rewrite <- app_assoc.
Qed.

Lemma process_runs I O (o : obs O) (F : list I -> list O) t : forall x y,
  (forall u b v, t = u ++ Out_ b :: v -> within o (y ++ outs u ++ [b]) (F (x ++ ins u))) ->
  runs (process o F) (x, y) t (x ++ ins t, y ++ outs t).
Proof.
  induction t as [|[i|b] t IH]; intros x y H; simpl.
  - rewrite !app_nil_r. constructor.
  - eapply r_in with (s1 := (x ++ [i], y)); [reflexivity|].
    replace (x ++ i :: ins t) with ((x ++ [i]) ++ ins t) by now rewrite <- app_assoc.
    apply IH. intros u b v E. rewrite <- app_assoc. simpl. apply (H (In_ i :: u) b v). simpl. congruence.
  - eapply r_out with (s1 := (x, y ++ [b])).
    + simpl. split; auto. specialize (H [] b t eq_refl). simpl in H. now rewrite app_nil_r in H.
    + replace (y ++ b :: outs t) with ((y ++ [b]) ++ outs t) by now rewrite <- app_assoc.
      apply IH. intros u c v E. rewrite <- app_assoc. simpl. apply (H (Out_ b :: u) c v). simpl. congruence.
Qed.

(** The traces of a process are those in which, at every output, what has been emitted is a beginning of what the
    function gives for what has been received: the history semantics, read off the transition system. *)
Definition allowed {I O} (o : obs O) (F : list I -> list O) (t : list (ev I O)) : Prop :=
  forall u b v, t = u ++ Out_ b :: v -> within o (outs u ++ [b]) (F (ins u)).

Lemma allowed_of_runs I O (o : obs O) (F : list I -> list O) s t s' : runs (process o F) s t s' ->
  forall u b v, t = u ++ Out_ b :: v -> within o (snd s ++ outs u ++ [b]) (F (fst s ++ ins u)).
Proof.
  induction 1 as [s | s s1 t s' H | s i s1 t s' H R IH | s c s1 t s' (H & W) R IH]; intros u b v E; simpl in *.
  - destruct u; discriminate.
  - easy.
  - destruct u as [|e u]; [discriminate|]. injection E as <- E. specialize (IH u b v E). rewrite H in IH. simpl in *.
    now rewrite <- app_assoc in IH.
  - destruct u as [|e u].
    + injection E as -> _. simpl. now rewrite app_nil_r.
    + injection E as <- E. specialize (IH u b v E). rewrite H in IH. simpl in *. now rewrite <- app_assoc in IH.
Qed.

Theorem process_traces I O (o : obs O) (F : list I -> list O) t : trace (process o F) t <-> allowed o F t.
Proof.
  split.
  - intros (s & H) u b v E. exact (allowed_of_runs H u b v E).
  - intros H. exists (ins t, outs t). apply (@process_runs _ _ o F t [] []). exact H.
Qed.

(** The quiescent ones are those that end with all of it. *)
Theorem process_quiescent I O (o : obs O) (F : list I -> list O) t : within o [] (F []) -> deterministic sequence o F ->
  qtrace (process o F) t <-> allowed o F t /\ alike o (outs t) (F (ins t)).
Proof.
  intros Z D. assert (W : forall t, allowed o F t -> within o (outs t) (F (ins t))).
  { clear t. intros u. induction u as [|e u IH] using rev_ind; intros H; auto. rewrite outs_app, ins_app.
    destruct e as [i|b]; simpl.
    - rewrite app_nil_r. apply within_trans with (F (ins u)); [apply IH | apply D, within_more].
      intros u' b v ->. apply (H u' b (v ++ [In_ i])). now rewrite <- app_assoc.
    - rewrite app_nil_r. now apply (H u b []). }
  split.
  - intros (s & H & K). assert (A : allowed o F t) by (apply process_traces; now exists s). split; auto.
    apply process_state in H. simpl in H. subst s. now apply rest_process in K; auto.
  - intros (A & E). pose proof (proj2 (process_traces o F t) A) as (s & H). exists s. split; auto.
    apply process_state in H. simpl in H. subst s. now apply rest_process; auto.
Qed.

(** ** Equal functions *)

Lemma process_sim I O (o : obs O) (F G : list I -> list O) : within o [] (F []) -> deterministic sequence o F ->
  (forall x, alike o (F x) (G x)) -> process o F ≼ process o G.
Proof.
  intros Z D E. exists (fun p q => p = q /\ within o (snd p) (F (fst p))). constructor; [constructor; simpl; auto|].
  - intros [x y] ? i ? (<- & W) ->. eexists. split; [eapply r_in; [reflexivity | constructor]|]. split; auto. simpl.
    apply within_trans with (F x); auto. apply D, within_more.
  - intros [x y] ? b ? (<- & W) (-> & H). simpl in *. eexists. split; [|split; [reflexivity | exact H]].
    eapply r_out; [|constructor]. simpl. split; auto. apply within_trans with (F x); auto. apply E.
  - easy.
  - intros [x y] ? (<- & W) K. exists (x, y). split; [constructor|]. split; auto. simpl in W.
    apply rest_process in K; auto. apply rest_process.
    + apply within_trans with (F x); auto. apply E.
    + eapply alike_trans; eauto.
Qed.

Theorem process_equal I O (o : obs O) (F G : list I -> list O) :
  within o [] (F []) -> deterministic sequence o F -> (forall x, alike o (F x) (G x)) -> process o F ≈ process o G.
Proof.
  intros Z D E. split; [now apply process_sim|]. apply process_sim.
  - apply within_trans with (F []); auto. apply E.
  - intros x y H. apply within_trans with (F x); [apply E|]. apply within_trans with (F y); [now apply D | apply E].
  - intros x. apply alike_sym, E.
Qed.
