(** Rest: a component that has come to rest owes nothing. Refinement is of weak traces and of quiescent traces. *)
From Coq Require Import List Permutation.
From Suki Require Import Component Compose.
Import ListNotations.
Set Implicit Arguments.

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
    { split; [intros o a' H; apply (KO (inl o) (a', b)); simpl; auto | intros a' H; apply (KT (a', b));
        now constructor]. }
    assert (Kb : stuck B b).
    { split; [intros o b' H; apply (KO (inr o) (a, b')); simpl; auto | intros b' H; apply (KT (a, b'));
        now constructor]. }
    destruct (q_stk S _ Ra Ka) as (a3 & Ha & Ra3 & Ka1 & Ka2).
    destruct (q_stk T _ Qb Kb) as (b3 & Hb & Qb3 & Kb1 & Kb2).
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
    { destruct q as [|x q]; auto. destruct (IE a (inr x)) as (a' & H). exfalso. apply (KT (a', q)). eapply ft_r; eauto.
      }
    subst q. destruct (q_stk S _ Ra Ka) as (b3 & Hb & Rb & Kb1 & Kb2). exists (b3, []).
    split; [now apply fb_0|]. split; auto. split.
    + intros o [x y] (H & E); simpl in *. exact (Kb1 _ _ H).
    + intros [x y] H; simpl in H. inversion H; subst.
      * eapply Kb2; eassumption.
      * eapply Kb1; eassumption.
      * match goal with P : Permutation [] (_ :: _) |- _ => apply Permutation_nil in P; discriminate end.
Qed.

(** ** Refinement, and meaning the same *)

Notation "A ≼ B" := (qsim A B) (at level 70).
Definition equivalent {I O} (A B : comp I O) := A ≼ B /\ B ≼ A.
Notation "A ≈ B" := (equivalent A B) (at level 70).

Lemma qsim_refl I O (A : comp I O) : A ≼ A.
Proof.
  exists eq. constructor.
  - constructor; intros; subst; eauto.
  - intros a b -> K. exists b. auto.
Qed.

Lemma qsim_trans I O (A B C : comp I O) : A ≼ B -> B ≼ C -> A ≼ C.
Proof.
  intros (R & S) (Q & T). exists (fun a c => exists b, R a b /\ Q b c). constructor.
  - constructor.
    + eexists. split; [apply (q_sim S) | apply (q_sim T)].
    + intros a c i a' (b & Rab & Qbc) H. destruct (s_in (q_sim S) _ _ _ _ Rab H) as (b' & Hb & R').
      destruct (sim_runs (q_sim T) Hb _ Qbc) as (c' & ? & ?). eauto 6.
    + intros a c i a' (b & Rab & Qbc) H. destruct (s_out (q_sim S) _ _ _ _ Rab H) as (b' & Hb & R').
      destruct (sim_runs (q_sim T) Hb _ Qbc) as (c' & ? & ?). eauto 6.
    + intros a c a' (b & Rab & Qbc) H. destruct (s_tau (q_sim S) _ _ _ Rab H) as (b' & Hb & R').
      destruct (sim_runs (q_sim T) Hb _ Qbc) as (c' & ? & ?). eauto 6.
  - intros a c (b & Rab & Qbc) K. destruct (q_stk S _ Rab K) as (b' & Hb & R' & Kb).
    destruct (sim_runs (q_sim T) Hb _ Qbc) as (c' & Hc & Qbc'). destruct (q_stk T _ Qbc' Kb) as (c2 & Hc2 & Q2 & Kc).
    exists c2. split; [eapply runs_nil_trans; eauto|]. split; eauto.
Qed.

Lemma equivalent_refl I O (A : comp I O) : A ≈ A.
Proof. split; apply qsim_refl. Qed.
Lemma equivalent_sym I O (A B : comp I O) : A ≈ B -> B ≈ A.
Proof. intros (H & K). now split. Qed.
Lemma equivalent_trans I O (A B C : comp I O) : A ≈ B -> B ≈ C -> A ≈ C.
Proof. intros (H & K) (L & M). split; eapply qsim_trans; eauto. Qed.

Lemma equivalent_seq I M O (A A' : comp I M) (B B' : comp M O) : input_enabled B -> input_enabled B' ->
  A ≈ A' -> B ≈ B' -> A >>> B ≈ A' >>> B'.
Proof. intros E F (H & K) (L & M'). split; now apply qseq_mono. Qed.

Lemma equivalent_par I J O P (A A' : comp I O) (B B' : comp J P) : A ≈ A' -> B ≈ B' -> par A B ≈ par A' B'.
Proof. intros (H & K) (L & M). split; now apply qpar_mono. Qed.

Lemma equivalent_fb I O X (A B : comp (I + X) (O + X)) : input_enabled A -> input_enabled B -> A ≈ B -> fb A ≈ fb B.
Proof. intros E F (H & K). split; now apply qfb_mono. Qed.

(** Sequence is associative: a pipeline may be cut into components anywhere. *)
Lemma seq_assoc I M N O (A : comp I M) (B : comp M N) (C : comp N O) : A >>> B >>> C ≈ A >>> (B >>> C).
Proof.
  split.
  - exists (fun p q => p = ((fst q, fst (snd q)), snd (snd q))). constructor; [constructor; simpl; auto|].
    + intros ? [a [b c]] i [[a' b'] c'] -> (( H & E) & F); simpl in *; subst. exists (a', (b', c')). split; auto.
      eapply r_in; [|constructor]; simpl; auto.
    + intros ? [a [b c]] o [[a' b'] c'] -> (H & E); simpl in *. injection E as -> ->. exists (a', (b', c')).
      split; auto.
      eapply r_out; [|constructor]; simpl; auto.
    + intros ? [a [b c]] [[a' b'] c'] -> H; simpl in *. exists (a', (b', c')). split; auto.
      eapply r_tau; [|constructor]. simpl. inversion H as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst.
      * inversion K; subst; [now apply st_l | apply st_r; now apply st_l | eapply st_c; simpl; eauto].
      * apply st_r. now apply st_r.
      * destruct K as (K & E). simpl in *. subst. apply st_r. eapply st_c; eauto.
    + intros ? [a [b c]] -> (KO & KT). exists (a, (b, c)). split; [constructor|]. split; auto. split; simpl in *.
      * intros o [a' [b' c']] ((H & E) & F); simpl in *; subst. apply (KO o ((a', b'), c')); simpl; auto.
      * intros [a' [b' c']] H. apply (KT ((a', b'), c')). simpl.
        inversion H as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst.
        -- apply st_l. now apply st_l.
        -- inversion K; subst; [apply st_l; now apply st_r | now apply st_r | eapply st_c; simpl; eauto].
        -- destruct L as (L & E). simpl in *. subst. apply st_l. eapply st_c; eauto.
  - exists (fun q p => p = ((fst q, fst (snd q)), snd (snd q))). constructor; [constructor; simpl; auto|].
    + intros [a [b c]] ? i [a' [b' c']] -> (H & E); simpl in *. injection E as -> ->. eexists. split; [|reflexivity].
      eapply r_in; [|constructor]; simpl; auto.
    + intros [a [b c]] ? o [a' [b' c']] -> ((H & E) & F); simpl in *; subst. eexists. split; [|reflexivity].
      eapply r_out; [|constructor]; simpl; auto.
    + intros [a [b c]] ? [a' [b' c']] -> H; simpl in *. eexists. split; [|reflexivity].
      eapply r_tau; [|constructor]. simpl. inversion H as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst.
      * apply st_l. now apply st_l.
      * inversion K; subst; [apply st_l; now apply st_r | now apply st_r | eapply st_c; simpl; eauto].
      * destruct L as (L & E). simpl in *. subst. apply st_l. eapply st_c; eauto.
    + intros [a [b c]] ? -> (KO & KT). eexists. split; [constructor|]. split; [reflexivity|]. split; simpl in *.
      * intros o [[a' b'] c'] (H & E); simpl in *. injection E as -> ->. apply (KO o (a', (b', c'))); simpl; auto.
      * intros [[a' b'] c'] H. apply (KT (a', (b', c'))). simpl.
        inversion H as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst.
        -- inversion K; subst; [now apply st_l | apply st_r; now apply st_l | eapply st_c; simpl; eauto].
        -- apply st_r. now apply st_r.
        -- destruct K as (K & E). simpl in *. subst. apply st_r. eapply st_c; eauto.
Qed.

Lemma input_enabled_seq I M O (A : comp I M) (B : comp M O) : input_enabled A -> input_enabled (A >>> B).
Proof. intros E [a b] i. destruct (E a i) as (a' & H). exists (a', b). simpl. auto. Qed.

Lemma input_enabled_par I J O P (A : comp I O) (B : comp J P) :
  input_enabled A -> input_enabled B -> input_enabled (par A B).
Proof.
  intros E F [a b] [i|i]; [destruct (E a i) as (a' & H); exists (a', b) | destruct (F b i) as (b' & H); exists (a, b')];
    simpl; auto.
Qed.
