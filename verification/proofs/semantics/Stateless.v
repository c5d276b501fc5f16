(** A stage before or behind a channel whose receiver reads in order of arrival.

    Towards the receiver always; towards the sender only if it emits at most one element for each input, since between
    two outputs of one input nothing else may come ([counter_pull]). *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Channel.
Import ListNotations.
Set Implicit Arguments.

Definition stage {A B} (f : A -> list B) : comp A B := {|
  St := list B; init := [];
  inp := fun q a q' => q' = q ++ f a;
  out := fun q b q' => q = b :: q';
  tau := fun _ _ => False |}.

Lemma input_enabled_stage A B (f : A -> list B) : input_enabled (stage f).
Proof. intros q a. eexists. simpl. reflexivity. Qed.

Section Stage.
  Context {A B : Type} (f : A -> list B).

  (** All that a stage holds may be put into the bag behind it. *)
  Lemma put_all ys : forall (q b : list B), exists b',
    Permutation b' (b ++ ys) /\ runs (stage f >>> bag B) (ys ++ q, b) [] (q, b').
  Proof.
    induction ys as [|y ys IH]; intros q b; simpl.
    - exists b. rewrite app_nil_r. auto.
    - destruct (IH q (y :: b)) as (b' & P & H). exists b'. split.
      + rewrite P. simpl. apply Permutation_middle.
      + eapply r_tau; [|exact H]. simpl. eapply st_c with (m := y); simpl; auto.
  Qed.

  Theorem push_stage : bag A >>> stage f ≼ stage f >>> bag B.
  Proof.
    exists (fun p r => fst r = [] /\ Permutation (snd r) (flat_map f (fst p) ++ snd p)).
    constructor; [constructor; simpl|].
    - auto.
    - intros [b q] [q2 b2] a [b' q'] (E & R) (H & F). simpl in *. subst.
      destruct (put_all (f a) [] b2) as (b3 & P & K). exists ([], b3). split.
      + eapply r_in with (s1 := (f a, b2)); [simpl; auto|]. rewrite app_nil_r in K. exact K.
      + simpl. split; auto. rewrite P, R, (Permutation_flat_map f H). simpl. rewrite <- app_assoc.
        rewrite (Permutation_app_comm (f a)), <- app_assoc. apply Permutation_app_head, Permutation_app_comm.
    - intros [b q] [q2 b2] c [b' q'] (E & R) (H & F). simpl in *. subst. exists ([], flat_map f b' ++ q'). split; auto.
      eapply r_out; [|constructor]. simpl. split; auto. rewrite R. symmetry. apply Permutation_middle.
    - intros [b q] [q2 b2] [b' q'] (E & R) T. simpl in *. subst. exists ([], b2). split; [constructor|].
      inversion T as [? ? ? K | ? ? ? K | ? ? ? ? m P K]; subst; simpl in *; [easy | easy |]. subst q'. split; auto.
      rewrite R, (Permutation_flat_map f P). simpl. rewrite <- app_assoc.
      rewrite (Permutation_app_comm (f m)), <- app_assoc. apply Permutation_app_head. reflexivity.
    - intros [b q] [q2 b2] (E & R) (KO & KT). simpl in *. subst q2.
      destruct q as [|c q]; [|destruct (KO c (b, q)); auto].
      destruct b as [|a b]; [|destruct (KT (b, f a)); eapply st_c with (m := a); simpl; auto].
      simpl in R. symmetry in R. apply Permutation_nil in R. subst b2. exists ([], []). split; [constructor|].
      split; [auto|]. split.
      + intros c [u v] (H & _). simpl in H. apply Permutation_nil in H. discriminate.
      + intros [u v] T. simpl in T. inversion T as [? ? ? K | ? ? ? K | ? ? ? ? m P K]; subst; simpl in *; easy.
  Qed.

  Hypothesis One : forall a, length (f a) <= 1.

  (** With at most one, the elements on their way may be taken for the results on their way. *)
  Theorem pull_stage : stage f >>> bag B ≼ bag A >>> stage f.
  Proof.
    (* The source keeps what has not been seen in its bag, and takes what yields nothing at once. *)
    exists (fun r p => snd p = [] /\ Permutation (snd r ++ fst r) (flat_map f (fst p))).
    assert (Take : forall (x : list A) c z, Permutation (flat_map f x) (c :: z) -> exists a y,
      Permutation x (a :: y) /\ f a = [c]).
    { intros x c z P. assert (I : In c (flat_map f x)) by (rewrite P; simpl; auto).
      apply in_flat_map in I as (a & I & J).
      apply in_split in I as (l & r & ->). exists a, (l ++ r). split; [symmetry; apply Permutation_middle|].
      specialize (One a). destruct (f a) as [|c' [|c'' l']]; simpl in *; [easy | now destruct J as [->|[]] | lia]. }
    assert (Drop : forall (x : list A), flat_map f x = [] -> exists y, y = [] /\
      runs (bag A >>> stage f) (x, []) [] (y, [])).
    { induction x as [|a x IH]; simpl; intros E; [exists []; split; auto; constructor|].
      apply app_eq_nil in E as (E & F). destruct (IH F) as (y & Y & K). exists y. split; auto.
      eapply r_tau with (s1 := (x, [])); [|exact K]. simpl. eapply st_c with (m := a); simpl; auto. }
    constructor; [constructor; simpl|].
    - auto.
    - intros [q b] [x u] a [q' b'] (E & R) (H & F). simpl in *. subst. exists (a :: x, []). split.
      + eapply r_in; [|constructor]. simpl. auto.
      + simpl. split; auto. rewrite app_assoc, R. apply Permutation_app_comm.
    - intros [q b] [x u] c [q' b'] (E & R) (H & F). simpl in *. subst.
      assert (P : Permutation (flat_map f x) (c :: (b' ++ q'))) by (rewrite <- R, H; reflexivity).
      destruct (Take _ _ _ P) as (a & y & Q & G). exists (y, []). split.
      + eapply r_tau with (s1 := (y, [c])); [simpl; eapply st_c with (m := a); simpl; auto|].
        eapply r_out; [|constructor]. simpl. auto.
      + simpl. split; auto. rewrite (Permutation_flat_map f Q) in P. simpl in P. rewrite G in P. simpl in P.
        apply Permutation_cons_inv in P. now symmetry.
    - intros [q b] [x u] [q' b'] (E & R) T. simpl in *. subst. exists (x, []). split; [constructor|]. simpl.
      split; auto.
      inversion T as [? ? ? K | ? ? ? K | ? ? ? ? m P K]; subst; simpl in *; [easy | easy |]. subst.
      rewrite K, <- R. apply Permutation_middle.
    - intros [q b] [x u] (E & R) (KO & KT). simpl in *. subst u.
      destruct b as [|c b]; [|destruct (KO c (q, b)); simpl; auto].
      destruct q as [|c q]; [|destruct (KT (q, [c])); eapply st_c with (m := c); simpl; auto].
      simpl in R. apply Permutation_nil in R. destruct (Drop x R) as (y & -> & K). exists ([], []). split; [exact K|].
      split; [auto|]. split.
      + intros c [v w] (H & _). discriminate.
      + intros [v w] T. simpl in T. inversion T as [? ? ? J | ? ? ? J | ? ? ? ? m P J]; subst; simpl in *;
          [easy | easy |].
        apply Permutation_nil in P. discriminate.
  Qed.

  Theorem stage_across_bag : stage f >>> bag B ≈ bag A >>> stage f.
  Proof. split; [apply pull_stage | apply push_stage]. Qed.
End Stage.

(** Two outputs for one input: behind the channel they come in their order; before it, in either. *)
Theorem counter_pull : let two := fun _ : unit => [0; 1] in
  trace (stage two >>> bag nat) [In_ tt; Out_ 1] /\ ~ trace (bag unit >>> stage two) [In_ tt; Out_ 1].
Proof.
  split.
  - exists ([], [0]). eapply r_in with (s1 := ([0; 1], [])); [simpl; auto|].
    eapply r_tau with (s1 := ([1], [0])); [simpl; eapply st_c with (m := 0); simpl; auto|].
    eapply r_tau with (s1 := ([], [1; 0])); [simpl; eapply st_c with (m := 1); simpl; auto|].
    eapply r_out with (s1 := ([], [0])); [simpl; auto | constructor].
  - intros (s & R).
    set (two := fun _ : unit => [0; 1]) in *.
    assert (G : forall p t p', runs (bag unit >>> stage two) p t p' ->
      (exists k, snd p = concat (repeat [0; 1] k)) -> forall u v, t = map (@In_ unit nat) u ++ v ->
        match v with Out_ c :: _ => c = 0 | _ => True end).
    { induction 1 as [p | p p1 t p' T1 R1 IH | p i p1 t p' T1 R1 IH | p c p1 t p' T1 R1 IH]; intros (k & E) u v F.
      - destruct u, v; easy.
      - apply IH with (u := u); auto. simpl in T1.
        inversion T1 as [? ? ? T | ? ? ? T | ? ? ? ? m P T]; subst; simpl in *; [easy | easy |].
        exists (S k). subst b'. rewrite E. clear. induction k as [|k IH]; auto. simpl in *. now rewrite IH.
      - destruct u as [|j u]; simpl in F; [destruct v as [|[]]; try easy; now injection F|]. injection F as -> F.
        apply IH with (u := u); auto. destruct T1 as (_ & T1). exists k. exact (eq_trans (eq_sym T1) E).
      - destruct u as [|j u]; simpl in F; [|discriminate]. subst v. destruct T1 as (T1 & _).
        pose proof (eq_trans (eq_sym E) T1) as T2.
        destruct k; simpl in T2; [discriminate|]. now injection T2. }
    pose proof (G _ _ _ R (ex_intro _ 0 eq_refl) [tt] [Out_ 1] eq_refl) as H. discriminate.
Qed.
