(** Components as I/O transition systems, for what histories do not show: interleaving, withheld outputs, rest.

    Refinement is inclusion of weak traces and of quiescent traces, proved by simulation. It is a congruence for
    sequence, parallel and feedback through a channel, so a component may be replaced inside any program, in loops too. *)
From Coq Require Import List Permutation.
Import ListNotations.
Set Implicit Arguments.

Record comp (I O : Type) := Comp {
  St   : Type;
  init : St;
  inp  : St -> I -> St -> Prop;
  out  : St -> O -> St -> Prop;
  tau  : St -> St -> Prop }.
Arguments St {I O} _.  Arguments init {I O} _.
Arguments inp {I O} _ _ _ _. Arguments out {I O} _ _ _ _. Arguments tau {I O} _ _ _.

Inductive ev (I O : Type) := In_ (i : I) | Out_ (o : O).
Arguments In_ {I O} _. Arguments Out_ {I O} _.

Inductive runs {I O} (A : comp I O) : St A -> list (ev I O) -> St A -> Prop :=
| r_nil s : runs A s [] s
| r_tau s s1 t s' : tau A s s1 -> runs A s1 t s' -> runs A s t s'
| r_in  s i s1 t s' : inp A s i s1 -> runs A s1 t s' -> runs A s (In_ i :: t) s'
| r_out s o s1 t s' : out A s o s1 -> runs A s1 t s' -> runs A s (Out_ o :: t) s'.
#[export] Hint Constructors runs : core.

Definition trace {I O} (A : comp I O) t := exists s, runs A (init A) t s.
Definition refines {I O} (A B : comp I O) := forall t, trace A t -> trace B t.

Lemma runs_app I O (A : comp I O) s t1 s1 : runs A s t1 s1 ->
  forall t2 s2, runs A s1 t2 s2 -> runs A s (t1 ++ t2) s2.
Proof. induction 1; simpl; eauto. Qed.

Lemma runs_tau_r I O (A : comp I O) s t s1 s2 : runs A s t s1 -> tau A s1 s2 -> runs A s t s2.
Proof. intros. rewrite <- (app_nil_r t). eapply runs_app; eauto. Qed.

(** Forward simulation (weak). *)
Record simr {I O} (A B : comp I O) (R : St A -> St B -> Prop) : Prop := {
  s_init : R (init A) (init B);
  s_in  : forall a b i a', R a b -> inp A a i a' -> exists b', runs B b [In_ i] b' /\ R a' b';
  s_out : forall a b o a', R a b -> out A a o a' -> exists b', runs B b [Out_ o] b' /\ R a' b';
  s_tau : forall a b a',   R a b -> tau A a a'   -> exists b', runs B b [] b' /\ R a' b' }.

Definition sim {I O} (A B : comp I O) := exists R, simr A B R.
Notation "A ⊑ B" := (sim A B) (at level 70).
Definition equiv {I O} (A B : comp I O) := A ⊑ B /\ B ⊑ A.
Notation "A ≈ B" := (equiv A B) (at level 70).

Lemma sim_runs I O (A B : comp I O) R : simr A B R -> forall a t a', runs A a t a' ->
  forall b, R a b -> exists b', runs B b t b' /\ R a' b'.
Proof.
  intros S a t a' H; induction H; intros b Hab; eauto.
  - destruct (s_tau S _ _ _ Hab H) as (b1 & ? & ?). destruct (IHruns _ H2) as (b2 & ? & ?).
    exists b2; split; auto. change t with ([] ++ t). eapply runs_app; eauto.
  - destruct (s_in S _ _ _ _ Hab H) as (b1 & ? & ?). destruct (IHruns _ H2) as (b2 & ? & ?).
    exists b2; split; auto. change (In_ i :: t) with ([In_ (O:=O) i] ++ t). eapply runs_app; eauto.
  - destruct (s_out S _ _ _ _ Hab H) as (b1 & ? & ?). destruct (IHruns _ H2) as (b2 & ? & ?).
    exists b2; split; auto. change (Out_ o :: t) with ([Out_ (I:=I) o] ++ t). eapply runs_app; eauto.
Qed.

Theorem sim_sound I O (A B : comp I O) : A ⊑ B -> refines A B.
Proof. intros (R & S) t (s & H). destruct (sim_runs S H _ (s_init S)) as (b & ? & ?). exists b; auto. Qed.

Lemma sim_refl I O (A : comp I O) : A ⊑ A.
Proof. exists eq; constructor; intros; subst; eauto. Qed.

Lemma sim_trans I O (A B C : comp I O) : A ⊑ B -> B ⊑ C -> A ⊑ C.
Proof.
  intros (R & S) (Q & T). exists (fun a c => exists b, R a b /\ Q b c). constructor.
  - eexists; split; [apply S | apply T].
  - intros a c i a' (b & Rab & Qbc) H. destruct (s_in S _ _ _ _ Rab H) as (b' & Hb & R').
    destruct (sim_runs T Hb _ Qbc) as (c' & ? & ?). eauto 6.
  - intros a c i a' (b & Rab & Qbc) H. destruct (s_out S _ _ _ _ Rab H) as (b' & Hb & R').
    destruct (sim_runs T Hb _ Qbc) as (c' & ? & ?). eauto 6.
  - intros a c a' (b & Rab & Qbc) H. destruct (s_tau S _ _ _ Rab H) as (b' & Hb & R').
    destruct (sim_runs T Hb _ Qbc) as (c' & ? & ?). eauto 6.
Qed.

(** ** Sequence, parallel, and feedback through a channel *)

Inductive seq_tau {I M O} (A : comp I M) (B : comp M O) : St A * St B -> St A * St B -> Prop :=
| st_l a a' b : tau A a a' -> seq_tau A B (a,b) (a',b)
| st_r a b b' : tau B b b' -> seq_tau A B (a,b) (a,b')
| st_c a a' b b' m : out A a m a' -> inp B b m b' -> seq_tau A B (a,b) (a',b').
#[export] Hint Constructors seq_tau : core.

Definition seq {I M O} (A : comp I M) (B : comp M O) : comp I O := {|
  St := St A * St B; init := (init A, init B);
  inp := fun s i s' => inp A (fst s) i (fst s') /\ snd s = snd s';
  out := fun s o s' => out B (snd s) o (snd s') /\ fst s = fst s';
  tau := seq_tau A B |}.
Infix ">>>" := seq (at level 40, left associativity).

Inductive par_tau {I J O P} (A : comp I O) (B : comp J P) : St A * St B -> St A * St B -> Prop :=
| pt_l a a' b : tau A a a' -> par_tau A B (a,b) (a',b)
| pt_r a b b' : tau B b b' -> par_tau A B (a,b) (a,b').
#[export] Hint Constructors par_tau : core.

Definition par {I J O P} (A : comp I O) (B : comp J P) : comp (I + J) (O + P) := {|
  St := St A * St B; init := (init A, init B);
  inp := fun s i s' => match i with
     | inl x => inp A (fst s) x (fst s') /\ snd s = snd s'
     | inr y => inp B (snd s) y (snd s') /\ fst s = fst s' end;
  out := fun s o s' => match o with
     | inl x => out A (fst s) x (fst s') /\ snd s = snd s'
     | inr y => out B (snd s) y (snd s') /\ fst s = fst s' end;
  tau := par_tau A B |}.

(** Feedback through a bag of messages in flight (an asynchronous self-channel). *)
Inductive fb_tau {I O X} (A : comp (I + X) (O + X)) : St A * list X -> St A * list X -> Prop :=
| ft_t a a' q : tau A a a' -> fb_tau A (a,q) (a',q)
| ft_s a a' q q' x : out A a (inr x) a' -> Permutation q' (x :: q) -> fb_tau A (a,q) (a',q')
| ft_r a a' q q' x : inp A a (inr x) a' -> Permutation q (x :: q') -> fb_tau A (a,q) (a',q').
#[export] Hint Constructors fb_tau : core.

Definition fb {I O X} (A : comp (I + X) (O + X)) : comp I O := {|
  St := St A * list X; init := (init A, []);
  inp := fun s i s' => inp A (fst s) (inl i) (fst s') /\ snd s = snd s';
  out := fun s o s' => out A (fst s) (inl o) (fst s') /\ snd s = snd s';
  tau := fb_tau A |}.

Lemma runs_out_inv I O (A : comp I O) s o s' : runs A s [Out_ o] s' ->
  exists s1 s2, runs A s [] s1 /\ out A s1 o s2 /\ runs A s2 [] s'.
Proof. remember [Out_ o] as t. induction 1; try discriminate.
  - destruct (IHruns Heqt) as (x & y & ? & ? & ?). eauto 8.
  - inversion Heqt; subst. eauto 8. Qed.
Lemma runs_in_inv I O (A : comp I O) s i s' : runs A s [In_ i] s' ->
  exists s1 s2, runs A s [] s1 /\ inp A s1 i s2 /\ runs A s2 [] s'.
Proof. remember [In_ i] as t. induction 1; try discriminate.
  - destruct (IHruns Heqt) as (x & y & ? & ? & ?). eauto 8.
  - inversion Heqt; subst. eauto 8. Qed.

Lemma runs_nil_trans I O (A : comp I O) s s1 s2 : runs A s [] s1 -> runs A s1 [] s2 -> runs A s [] s2.
Proof. intros. change (@nil (ev I O)) with (@nil (ev I O) ++ []). eapply runs_app; eauto. Qed.
Lemma runs_nil_l I O (A : comp I O) s s1 t s2 : runs A s [] s1 -> runs A s1 t s2 -> runs A s t s2.
Proof. intros. change t with ([] ++ t). eapply runs_app; eauto. Qed.

Lemma seq_l0 I M O (A : comp I M) (B : comp M O) a a' : runs A a [] a' -> forall b, runs (A >>> B) (a,b) [] (a',b).
Proof. intros H; remember [] as t eqn:E; induction H; intros; try discriminate; [constructor|].
  eapply r_tau with (s1 := (s1,b)); [simpl; eauto | auto]. Qed.
Lemma seq_r0 I M O (A : comp I M) (B : comp M O) b b' : runs B b [] b' -> forall a, runs (A >>> B) (a,b) [] (a,b').
Proof. intros H; remember [] as t eqn:E; induction H; intros; try discriminate; [constructor|].
  eapply r_tau with (s1 := (a,s1)); [simpl; eauto | auto]. Qed.
Lemma seq_in I M O (A : comp I M) (B : comp M O) a i a' b : runs A a [In_ i] a' -> runs (A >>> B) (a,b) [In_ i] (a',b).
Proof. intros H. apply runs_in_inv in H as (x & y & H1 & H2 & H3).
  eapply runs_nil_l; [apply seq_l0, H1|]. eapply r_in with (s1 := (y,b)); [simpl; auto|]. apply seq_l0, H3. Qed.
Lemma seq_out I M O (A : comp I M) (B : comp M O) a o b b' : runs B b [Out_ o] b' -> runs (A >>> B) (a,b) [Out_ o] (a,b').
Proof. intros H. apply runs_out_inv in H as (x & y & H1 & H2 & H3).
  eapply runs_nil_l; [apply seq_r0, H1|]. eapply r_out with (s1 := (a,y)); [simpl; auto|]. apply seq_r0, H3. Qed.
Lemma seq_sync I M O (A : comp I M) (B : comp M O) a a' b b' m :
  runs A a [Out_ m] a' -> runs B b [In_ m] b' -> runs (A >>> B) (a,b) [] (a',b').
Proof. intros H K. apply runs_out_inv in H as (x & y & H1 & H2 & H3). apply runs_in_inv in K as (u & v & K1 & K2 & K3).
  eapply runs_nil_trans; [apply seq_l0, H1|]. eapply runs_nil_trans; [apply seq_r0, K1|].
  eapply r_tau with (s1 := (y,v)); [simpl; eauto|].
  eapply runs_nil_trans; [apply seq_l0, H3 | apply seq_r0, K3]. Qed.

Theorem seq_mono I M O (A A' : comp I M) (B B' : comp M O) : A ⊑ A' -> B ⊑ B' -> A >>> B ⊑ A' >>> B'.
Proof.
  intros (R & S) (Q & T). exists (fun p q => R (fst p) (fst q) /\ Q (snd p) (snd q)).
  constructor; simpl.
  - split; [apply S | apply T].
  - intros [a b] [a2 b2] i [a' b'] (Ra & Qb) (H & E); simpl in *; subst.
    destruct (s_in S _ _ _ _ Ra H) as (x & ? & ?). exists (x,b2); split; auto. now apply seq_in.
  - intros [a b] [a2 b2] o [a' b'] (Ra & Qb) (H & E); simpl in *; subst.
    destruct (s_out T _ _ _ _ Qb H) as (x & ? & ?). exists (a2,x); split; auto. now apply seq_out.
  - intros [a b] [a2 b2] [a' b'] (Ra & Qb) H; simpl in *. inversion H; subst.
    + destruct (s_tau S _ _ _ Ra H1) as (x & ? & ?). exists (x,b2); split; auto. now apply seq_l0.
    + destruct (s_tau T _ _ _ Qb H1) as (x & ? & ?). exists (a2,x); split; auto. now apply seq_r0.
    + destruct (s_out S _ _ _ _ Ra H3) as (x & ? & ?). destruct (s_in T _ _ _ _ Qb H5) as (y & ? & ?).
      exists (x,y); split; auto. eapply seq_sync; eauto.
Qed.

Lemma par_l I J O P (A : comp I O) (B : comp J P) a a' b : runs A a [] a' -> runs (par A B) (a,b) [] (a',b).
Proof. intros H; remember [] as t eqn:E; induction H; intros; try discriminate; [constructor|].
  eapply r_tau with (s1 := (s1,b)); [simpl; eauto | auto]. Qed.
Lemma par_r I J O P (A : comp I O) (B : comp J P) a b b' : runs B b [] b' -> runs (par A B) (a,b) [] (a,b').
Proof. intros H; remember [] as t eqn:E; induction H; intros; try discriminate; [constructor|].
  eapply r_tau with (s1 := (a,s1)); [simpl; eauto | auto]. Qed.

Lemma par_simr I J O P (A A' : comp I O) (B B' : comp J P) R Q : simr A A' R -> simr B B' Q ->
  simr (par A B) (par A' B') (fun p q => R (fst p) (fst q) /\ Q (snd p) (snd q)).
Proof.
  intros S T. constructor; simpl.
  - split; [apply S | apply T].
  - intros [a b] [a2 b2] [i|i] [a' b'] (Ra & Qb) (H & E); simpl in *; subst.
    + destruct (s_in S _ _ _ _ Ra H) as (x & K & ?). exists (x,b2); split; auto. apply runs_in_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_l; [apply par_l; eauto|]. eapply r_in with (s1 := (v,b2)); [simpl; auto|]. now apply par_l.
    + destruct (s_in T _ _ _ _ Qb H) as (x & K & ?). exists (a2,x); split; auto. apply runs_in_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_l; [apply par_r; eauto|]. eapply r_in with (s1 := (a2,v)); [simpl; auto|]. now apply par_r.
  - intros [a b] [a2 b2] [i|i] [a' b'] (Ra & Qb) (H & E); simpl in *; subst.
    + destruct (s_out S _ _ _ _ Ra H) as (x & K & ?). exists (x,b2); split; auto. apply runs_out_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_l; [apply par_l; eauto|]. eapply r_out with (s1 := (v,b2)); [simpl; auto|]. now apply par_l.
    + destruct (s_out T _ _ _ _ Qb H) as (x & K & ?). exists (a2,x); split; auto. apply runs_out_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_l; [apply par_r; eauto|]. eapply r_out with (s1 := (a2,v)); [simpl; auto|]. now apply par_r.
  - intros [a b] [a2 b2] [a' b'] (Ra & Qb) H; simpl in *. inversion H; subst.
    + destruct (s_tau S _ _ _ Ra H1) as (x & ? & ?). exists (x,b2); split; auto. now apply par_l.
    + destruct (s_tau T _ _ _ Qb H1) as (x & ? & ?). exists (a2,x); split; auto. now apply par_r.
Qed.

Theorem par_mono I J O P (A A' : comp I O) (B B' : comp J P) : A ⊑ A' -> B ⊑ B' -> par A B ⊑ par A' B'.
Proof. intros (R & S) (Q & T). eexists. exact (par_simr S T). Qed.

Lemma fb_0 I O X (A : comp (I+X) (O+X)) a a' q : runs A a [] a' -> runs (fb A) (a,q) [] (a',q).
Proof. intros H; remember [] as t eqn:E; induction H; intros; try discriminate; [constructor|].
  eapply r_tau with (s1 := (s1,q)); [simpl; eauto | auto]. Qed.

Lemma fb_simr I O X (A B : comp (I + X) (O + X)) R : simr A B R ->
  simr (fb A) (fb B) (fun p q => R (fst p) (fst q) /\ snd p = snd q).
Proof.
  intros S. constructor; simpl.
  - split; [apply S | auto].
  - intros [a q] [b q2] i [a' q'] (Ra & Eq) (H & E); simpl in *; subst.
    destruct (s_in S _ _ _ _ Ra H) as (x & K & ?). exists (x,q'); split; auto. apply runs_in_inv in K as (u & v & ? & ? & ?).
    eapply runs_nil_l; [apply fb_0; eauto|]. eapply r_in with (s1 := (v,q')); [simpl; auto|]. now apply fb_0.
  - intros [a q] [b q2] i [a' q'] (Ra & Eq) (H & E); simpl in *; subst.
    destruct (s_out S _ _ _ _ Ra H) as (x & K & ?). exists (x,q'); split; auto. apply runs_out_inv in K as (u & v & ? & ? & ?).
    eapply runs_nil_l; [apply fb_0; eauto|]. eapply r_out with (s1 := (v,q')); [simpl; auto|]. now apply fb_0.
  - intros [a q] [b q2] [a' q'] (Ra & Eq) H; simpl in *; subst. inversion H; subst.
    + destruct (s_tau S _ _ _ Ra H1) as (x & ? & ?). exists (x,q'); split; auto. now apply fb_0.
    + destruct (s_out S _ _ _ _ Ra H3) as (y & K & ?). exists (y,q'); split; auto. apply runs_out_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_trans; [apply fb_0; eauto|]. eapply r_tau with (s1 := (v,q')); [simpl; eauto|]. now apply fb_0.
    + destruct (s_in S _ _ _ _ Ra H3) as (y & K & ?). exists (y,q'); split; auto. apply runs_in_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_trans; [apply fb_0; eauto|]. eapply r_tau with (s1 := (v,q')); [simpl; eauto|]. now apply fb_0.
Qed.

Theorem fb_mono I O X (A B : comp (I + X) (O + X)) : A ⊑ B -> fb A ⊑ fb B.
Proof. intros (R & S). eexists. exact (fb_simr S). Qed.

(** ** Rest *)

Definition stuck {I O} (A : comp I O) a := (forall o a', ~ out A a o a') /\ (forall a', ~ tau A a a').
Definition qtrace {I O} (A : comp I O) t := exists s, runs A (init A) t s /\ stuck A s.
Definition input_enabled {I O} (A : comp I O) := forall s i, exists s', inp A s i s'.

Record qsimr {I O} (A B : comp I O) (R : St A -> St B -> Prop) : Prop := {
  q_sim : simr A B R;
  q_stk : forall a b, R a b -> stuck A a -> exists b', runs B b [] b' /\ R a b' /\ stuck B b' }.
Definition qsim {I O} (A B : comp I O) := exists R, qsimr A B R.

Theorem qsim_sound I O (A B : comp I O) : qsim A B ->
  (forall t, trace A t -> trace B t) /\ (forall t, qtrace A t -> qtrace B t).
Proof.
  intros (R & Q). split; intros t.
  - apply sim_sound. exists R. apply (q_sim Q).
  - intros (a & H & K). destruct (sim_runs (q_sim Q) H _ (s_init (q_sim Q))) as (b & Hb & Rab).
    destruct (q_stk Q _ Rab K) as (b' & Hb' & _ & Kb). exists b'. split; auto.
    rewrite <- (app_nil_r t). eapply runs_app; eauto.
Qed.

(** Congruence for sequencing: the downstream component must be input-enabled (channels and operators are). *)
Theorem qseq_mono I M O (A A' : comp I M) (B B' : comp M O) : input_enabled B ->
  qsim A A' -> qsim B B' -> qsim (A >>> B) (A' >>> B').
Proof.
  intros IE (R & S) (Q & T). 
  exists (fun p q => R (fst p) (fst q) /\ Q (snd p) (snd q)). constructor.
  - constructor; simpl.
    + split; [apply (q_sim S) | apply (q_sim T)].
    + intros [a b] [a2 b2] i [a' b'] (Ra & Qb) (H & E); simpl in *; subst.
      destruct (s_in (q_sim S) _ _ _ _ Ra H) as (x & ? & ?). exists (x,b2); split; auto. now apply seq_in.
    + intros [a b] [a2 b2] o [a' b'] (Ra & Qb) (H & E); simpl in *; subst.
      destruct (s_out (q_sim T) _ _ _ _ Qb H) as (x & ? & ?). exists (a2,x); split; auto. now apply seq_out.
    + intros [a b] [a2 b2] [a' b'] (Ra & Qb) H; simpl in *. inversion H; subst.
      * destruct (s_tau (q_sim S) _ _ _ Ra H1) as (x & ? & ?). exists (x,b2); split; auto. now apply seq_l0.
      * destruct (s_tau (q_sim T) _ _ _ Qb H1) as (x & ? & ?). exists (a2,x); split; auto. now apply seq_r0.
      * destruct (s_out (q_sim S) _ _ _ _ Ra H3) as (x & ? & ?). destruct (s_in (q_sim T) _ _ _ _ Qb H5) as (y & ? & ?).
        exists (x,y); split; auto. eapply seq_sync; eauto.
  - intros [a b] [a2 b2] (Ra & Qb) (KO & KT); simpl in *.
    assert (Ka : stuck A a).
    { split; [intros m a' H | intros a' H].
      - destruct (IE b m) as (b' & H'). apply (KT (a',b')). eapply st_c; eauto.
      - apply (KT (a',b)). now apply st_l. }
    assert (Kb : stuck B b).
    { split; [intros o b' H; apply (KO o (a,b')); simpl; auto | intros b' H; apply (KT (a,b')); now apply st_r]. }
    destruct (q_stk S _ Ra Ka) as (a3 & Ha & Ra3 & Ka3). destruct (q_stk T _ Qb Kb) as (b3 & Hb & Qb3 & Kb3).
    exists (a3,b3). split; [eapply runs_nil_trans; [apply seq_l0, Ha | apply seq_r0, Hb]|].
    split; auto. destruct Ka3 as (Ka1 & Ka2), Kb3 as (Kb1 & Kb2). split.
    + intros o [x y] (H & E); simpl in *. exact (Kb1 _ _ H).
    + intros [x y] H; simpl in H. inversion H; subst; [eapply Ka2 | eapply Kb2 | eapply Ka1]; eassumption.
Qed.


(** In parallel, each comes to rest by itself. *)
Theorem qpar_mono I J O P (A A' : comp I O) (B B' : comp J P) : qsim A A' -> qsim B B' -> qsim (par A B) (par A' B').
Proof.
  intros (R & S) (Q & T). exists (fun p q => R (fst p) (fst q) /\ Q (snd p) (snd q)). constructor.
  - exact (par_simr (q_sim S) (q_sim T)).
  - intros [a b] [a2 b2] (Ra & Qb) (KO & KT); simpl in *.
    assert (Ka : stuck A a).
    { split; [intros o a' H; apply (KO (inl o) (a', b)); simpl; auto | intros a' H; apply (KT (a', b)); now constructor]. }
    assert (Kb : stuck B b).
    { split; [intros o b' H; apply (KO (inr o) (a, b')); simpl; auto | intros b' H; apply (KT (a, b')); now constructor]. }
    destruct (q_stk S _ Ra Ka) as (a3 & Ha & Ra3 & Ka1 & Ka2). destruct (q_stk T _ Qb Kb) as (b3 & Hb & Qb3 & Kb1 & Kb2).
    exists (a3, b3). split; [eapply runs_nil_trans; [apply par_l, Ha | apply par_r, Hb]|]. split; auto. split.
    + intros [o|o] [x y] (H & E); simpl in *; [exact (Ka1 _ _ H) | exact (Kb1 _ _ H)].
    + intros [x y] H; simpl in H. inversion H; subst; [eapply Ka2 | eapply Kb2]; eassumption.
Qed.

(** In a loop, the component must take what its channel carries. *)
Theorem qfb_mono I O X (A B : comp (I + X) (O + X)) : input_enabled A -> qsim A B -> qsim (fb A) (fb B).
Proof.
  intros IE (R & S). exists (fun p q => R (fst p) (fst q) /\ snd p = snd q). constructor.
  - exact (fb_simr (q_sim S)).
  - intros [a q] [b q2] (Ra & E) (KO & KT); simpl in *; subst q2.
    assert (Ka : stuck A a).
    { split; [intros [o|x] a' H | intros a' H].
      - apply (KO o (a', q)). simpl. auto.
      - apply (KT (a', x :: q)). eapply ft_s; eauto.
      - apply (KT (a', q)). now constructor. }
    assert (Q : q = []).
    { destruct q as [|x q]; auto. destruct (IE a (inr x)) as (a' & H). exfalso. apply (KT (a', q)). eapply ft_r; eauto. }
    subst q. destruct (q_stk S _ Ra Ka) as (b3 & Hb & Rb & Kb1 & Kb2). exists (b3, []).
    split; [now apply fb_0|]. split; auto. split.
    + intros o [x y] (H & E); simpl in *. exact (Kb1 _ _ H).
    + intros [x y] H; simpl in H. inversion H; subst.
      * eapply Kb2; eassumption.
      * eapply Kb1; eassumption.
      * match goal with P : Permutation [] (_ :: _) |- _ => apply Permutation_nil in P; discriminate end.
Qed.

(** ** Channels *)

(** What is in flight is delivered in any order, after any delay. *)
Definition bag (X : Type) : comp X X := {|
  St := list X; init := [];
  inp := fun s x s' => Permutation s' (x :: s);
  out := fun s x s' => Permutation s (x :: s');
  tau := fun _ _ => False |}.

(** What is in flight is delivered in its order, after any delay. *)
Definition fifo (X : Type) : comp X X := {|
  St := list X; init := [];
  inp := fun s x s' => s' = s ++ [x];
  out := fun s x s' => s = x :: s';
  tau := fun _ _ => False |}.

Lemma input_enabled_bag X : input_enabled (bag X).
Proof. intros s x. exists (x :: s). simpl. auto. Qed.

Lemma input_enabled_fifo X : input_enabled (fifo X).
Proof. intros s x. eexists. simpl. reflexivity. Qed.

Lemma stuck_fifo X s : stuck (fifo X) s -> s = [].
Proof. intros (O & _). destruct s as [|x s]; auto. exfalso. apply (O x s). reflexivity. Qed.

(** An ordered channel may stand where order is not wanted. *)
Theorem fifo_for_bag X : qsim (fifo X) (bag X).
Proof.
  exists (fun a b => Permutation a b). constructor; [constructor; simpl|].
  - auto.
  - intros a b x a' R ->. exists (x :: b). split; [eapply r_in; [|constructor]; simpl; auto|].
    rewrite R. apply Permutation_sym, Permutation_cons_append.
  - intros a b x a' R ->. exists a'. split; auto. eapply r_out; [|constructor]. simpl. now symmetry.
  - easy.
  - intros a b R K. apply stuck_fifo in K. subst a. apply Permutation_nil in R. subst b. exists []. repeat split; auto.
    intros o s P. simpl in P. apply Permutation_nil in P. discriminate.
Qed.

(** A relay, as of a helper: one channel after another is a channel. *)
Theorem relay X : qsim (fifo X >>> fifo X) (fifo X).
Proof.
  exists (fun p b => b = snd p ++ fst p). constructor; [constructor; simpl|].
  - auto.
  - intros [a c] b x [a' c'] -> (-> & E). simpl in *. subst c'. eexists. split; [eapply r_in; [|constructor]; reflexivity|].
    now rewrite app_assoc.
  - intros [a c] b x [a' c'] -> (-> & E). simpl in *. subst a'. eexists.
    split; [eapply r_out; [|constructor]; reflexivity | reflexivity].
  - intros [a c] b [a' c'] -> H. inversion H as [? ? ? F | ? ? ? F | ? ? ? ? x F G]; subst; simpl in *; [easy | easy |].
    subst. exists (c ++ x :: a'). split; auto. now rewrite <- app_assoc.
  - intros [a c] b -> (O & T). simpl in *. destruct c as [|x c]; [|exfalso; apply (O x (a, c)); auto].
    destruct a as [|x a]; [|exfalso; apply (T (a, [x])); eapply st_c; simpl; eauto].
    exists []. repeat split; auto. intros o s H. discriminate.
Qed.

Theorem relay_back X : qsim (fifo X) (fifo X >>> fifo X).
Proof.
  exists (fun b p => p = ([], b)). constructor; [constructor; simpl|].
  - auto.
  - intros b p x b' -> ->. exists ([], b ++ [x]). split; auto.
    eapply r_in with (s1 := ([x], b)); [simpl; auto|]. eapply r_tau; [|constructor]. simpl. eapply st_c; simpl; eauto.
  - intros b p x b' -> ->. exists ([], b'). split; auto. eapply r_out; [|constructor]. simpl. auto.
  - easy.
  - intros b p -> K. apply stuck_fifo in K. subst b. exists ([], []). repeat split; auto.
    + intros o [u v] (H & _). discriminate.
    + intros [u v] H. inversion H; subst; simpl in *; easy.
Qed.
