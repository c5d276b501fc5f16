(** Processes composed: sequence is composition of functions, parallel is the product. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process.
Import ListNotations.
Set Implicit Arguments.

(** ** Sequence *)

Section Sequence.
  Context {I M O : Type} (om : obs M) (oo : obs O) (F : list I -> list M) (G : list M -> list O).
  Hypothesis F0 : within om [] (F []).
  Hypothesis G0 : within oo [] (G []).
  Hypothesis DF : deterministic sequence om F.
  Hypothesis DG : deterministic om oo G.

  (** From the first to the second, all of it. *)
  Lemma hand_over x z rest : forall y, within om (y ++ rest) (F x) ->
    runs (process om F >>> process oo G) ((x, y), (y, z)) [] ((x, y ++ rest), (y ++ rest, z)).
  Proof.
    induction rest as [|m rest IH]; intros y W.
    - rewrite app_nil_r. constructor.
    - eapply r_tau with (s1 := ((x, y ++ [m]), (y ++ [m], z))).
      + simpl. eapply st_c with (m := m); simpl; auto. split; auto. apply within_prefix with (y := rest).
        now rewrite <- app_assoc.
      + replace (y ++ m :: rest) with ((y ++ [m]) ++ rest) by now rewrite <- app_assoc. apply IH.
        now rewrite <- app_assoc.
  Qed.

  Lemma process_seq_in : process om F >>> process oo G ≼ process oo (fun x => G (F x)).
  Proof.
    exists (fun p q => fst q = fst (fst p) /\ snd q = snd (snd p) /\ fst (snd p) = snd (fst p) /\
                       within om (snd (fst p)) (F (fst (fst p))) /\ within oo (snd (snd p)) (G (fst (snd p)))).
    constructor; [constructor; simpl|].
    - auto.
    - intros [[x y] [y' z]] [x2 z2] i [[x1 y1] s] (E1 & E2 & E3 & W & V) (H & E); simpl in *; subst.
      injection H as -> ->. eexists. split; [eapply r_in; [reflexivity | constructor]|]. simpl. repeat split; auto.
      apply within_trans with (F x); auto. apply DF, within_more.
    - intros [[x y] [y' z]] [x2 z2] b [[x1 y1] s] (E1 & E2 & E3 & W & V) ((H & U) & E); simpl in *; subst.
      injection E as <- <-. simpl. exists (x, z ++ [b]). split; [|simpl; auto 6].
      eapply r_out; [|constructor]. simpl. split; auto. eapply within_trans; [exact U | now apply DG].
    - intros [[x y] [y' z]] [x2 z2] s (E1 & E2 & E3 & W & V) H; simpl in *; subst. exists (x, z). split; [constructor|].
      inversion H as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst; simpl in *; [easy | easy |].
      destruct K as (-> & K). subst. simpl in *. repeat split; auto. apply within_trans with (G y); auto.
      apply DG, within_more.
    - intros [[x y] [y' z]] [x2 z2] (E1 & E2 & E3 & W & V) (KO & KT); simpl in *; subst.
      assert (A : alike om y (F x)).
      { apply full_alike; auto. intros m U. apply (KT ((x, y ++ [m]), (y ++ [m], z))).
        eapply st_c with (m := m); simpl; auto. }
      assert (B : alike oo z (G y)).
      { apply full_alike; auto. intros b U. apply (KO b ((x, y), (y, z ++ [b]))). simpl. auto. }
      exists (x, z). split; [constructor|]. split; [simpl; auto 6|]. split; [|easy].
      intros b s (-> & U). simpl in U. revert U. apply alike_full. apply alike_trans with (G y); auto.
      now apply deterministic_alike with om.
  Qed.

  Lemma process_seq_out : process oo (fun x => G (F x)) ≼ process om F >>> process oo G.
  Proof.
    exists (fun q p => fst q = fst (fst p) /\ snd q = snd (snd p) /\ fst (snd p) = snd (fst p) /\
                       alike om (snd (fst p)) (F (fst (fst p))) /\ within oo (snd (snd p)) (G (fst (snd p))) \/
                       q = ([], []) /\ p = (([], []), ([], []))).
    (* What is owed to the second is handed over at once. *)
    assert (All_ : forall x y z, within om y (F x) -> exists y', alike om y' (F x) /\ (exists r, y' = y ++ r) /\
      runs (process om F >>> process oo G) ((x, y), (y, z)) [] ((x, y'), (y', z))).
    { intros x y z W. destruct (within_rest _ _ _ W) as (r & A). exists (y ++ r). split; auto. split; eauto.
      apply hand_over. apply A. }
    constructor; [constructor; simpl|].
    - auto.
    - intros [x2 z2] [[x y] [y' z]] i [x1 z1] R H. simpl in H. injection H as -> ->.
      assert (S : x2 = x /\ z2 = z /\ y' = y /\ within om y (F x) /\ within oo z (G y)).
      { destruct R as [(E1 & E2 & E3 & W & V) | (E1 & E2)]; simpl in *.
        - subst. repeat split; auto. apply W.
        - injection E1 as -> ->. injection E2 as -> -> -> ->. auto. }
      destruct S as (-> & -> & -> & W & V).
      destruct (All_ (x ++ [i]) y z) as (y2 & A & (r & ->) & H).
      { apply within_trans with (F x); auto. apply DF, within_more. }
      eexists. split; [eapply r_in with (s1 := ((x ++ [i], y), (y, z))); [simpl; auto | exact H]|].
      left. simpl. repeat split; auto; try apply A. apply within_trans with (G y); auto. apply DG, within_more.
    - intros [x2 z2] [[x y] [y' z]] b [x1 z1] R (H & U). simpl in *. injection H as -> ->.
      assert (S : x2 = x /\ z2 = z /\ y' = y /\ within om y (F x) /\ within oo z (G y)).
      { destruct R as [(E1 & E2 & E3 & W & V) | (E1 & E2)]; simpl in *.
        - subst. repeat split; auto. apply W.
        - injection E1 as -> ->. injection E2 as -> -> -> ->. auto. }
      destruct S as (-> & -> & -> & W & V). destruct (All_ x y z W) as (y2 & A & (r & ->) & H).
      assert (T : within oo (z ++ [b]) (G (y ++ r))).
      { apply within_trans with (G (F x)); auto. apply DG, A. }
      exists ((x, y ++ r), (y ++ r, z ++ [b])). split.
      + eapply runs_nil_l; [exact H|]. eapply r_out; [|constructor]. simpl. auto.
      + left. simpl. repeat split; auto; apply A.
    - easy.
    - intros [x2 z2] [[x y] [y' z]] R (KO & _). simpl in *.
      assert (S : x2 = x /\ z2 = z /\ y' = y /\ within om y (F x) /\ within oo z (G y)).
      { destruct R as [(E1 & E2 & E3 & W & V) | (E1 & E2)]; simpl in *.
        - subst. repeat split; auto. apply W.
        - injection E1 as -> ->. injection E2 as -> -> -> ->. auto. }
      destruct S as (-> & -> & -> & W & V). destruct (All_ x y z W) as (y2 & A & (r & ->) & H).
      exists ((x, y ++ r), (y ++ r, z)). split; [exact H|].
      assert (V' : within oo z (G (y ++ r))) by (apply within_trans with (G y); auto; apply DG, within_more).
      split; [left; simpl; repeat split; auto; apply A|]. split.
      + intros b s ((_ & U) & _). simpl in *. apply (KO b (x, z ++ [b])). split; auto.
        apply within_trans with (G (y ++ r)); auto. apply DG, A.
      + intros s T. simpl in T. inversion T as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst; simpl in *; [easy | easy |].
        destruct K as (_ & K). revert K. now apply alike_full.
  Qed.

  (** Sequence is composition of functions. *)
  Theorem process_seq : process om F >>> process oo G ≈ process oo (fun x => G (F x)).
  Proof. split; [apply process_seq_in | apply process_seq_out]. Qed.
End Sequence.

(** ** Parallel *)

Definition beside {I J O P} (F : list I -> list O) (G : list J -> list P) (x : list (I + J)) : list (O + P) :=
  both (F (lefts x)) (G (rights x)).

Lemma deterministic_beside I J O P (oi : obs I) (oj : obs J) (oo : obs O) (op : obs P) F G :
  deterministic oi oo F -> deterministic oj op G -> deterministic (two_ports oi oj) (two_ports oo op) (beside F G).
Proof. intros D E x y (H & K). rewrite within_two_ports. unfold beside. rewrite !lefts_both, !rights_both.
split; [now apply D | now apply E]. Qed.

Section Parallel.
  Context {I J O P : Type} (oo : obs O) (op : obs P) (F : list I -> list O) (G : list J -> list P).
  Hypothesis F0 : within oo [] (F []).
  Hypothesis G0 : within op [] (G []).
  Hypothesis DF : deterministic sequence oo F.
  Hypothesis DG : deterministic sequence op G.
  Notation left_right := (par (process oo F) (process op G)).
  Notation product := (process (two_ports oo op) (beside F G)).

  Definition paired (p : St left_right) (q : St product) : Prop :=
    lefts (fst q) = fst (fst p) /\ rights (fst q) = fst (snd p) /\ lefts (snd q) = snd (fst p) /\ rights (snd q) =
      snd (snd p) /\
    within oo (snd (fst p)) (F (fst (fst p))) /\ within op (snd (snd p)) (G (fst (snd p))).

  Lemma paired_left p w z i : paired p (w, z) -> paired ((fst (fst p) ++ [i], snd (fst p)), snd p) (w ++ [inl i], z).
  Proof.
    destruct p as [[x y] [u v]]. intros (A & B & C & D & V & U). unfold paired. simpl in *. subst.
    rewrite lefts_app, rights_app. simpl. rewrite !app_nil_r. repeat split; auto.
    apply within_trans with (F (lefts w)); auto. apply DF, within_more.
  Qed.
  Lemma paired_right p w z j : paired p (w, z) -> paired (fst p, (fst (snd p) ++ [j], snd (snd p))) (w ++ [inr j], z).
  Proof.
    destruct p as [[x y] [u v]]. intros (A & B & C & D & V & U). unfold paired. simpl in *. subst.
    rewrite lefts_app, rights_app. simpl. rewrite !app_nil_r. repeat split; auto.
    apply within_trans with (G (rights w)); auto. apply DG, within_more.
  Qed.
  Lemma paired_within p w z : paired p (w, z) -> within (two_ports oo op) z (beside F G w).
  Proof.
    destruct p as [[x y] [u v]]. intros (A & B & C & D & V & U). simpl in *. rewrite within_two_ports. unfold beside.
    rewrite lefts_both, rights_both.
    subst. auto.
  Qed.

  Lemma process_par_in : left_right ≼ product.
  Proof.
    exists paired. constructor; [constructor; simpl|].
    - repeat split; auto.
    - intros [[x y] [u v]] [w z] [i|j] [s1 s2] K (H & E); simpl in *; subst.
      + exists (w ++ [inl i], z). split; [eapply r_in; [reflexivity | constructor] | exact (paired_left i K)].
      + exists (w ++ [inr j], z). split; [eapply r_in; [reflexivity | constructor] | exact (paired_right j K)].
    - intros [[x y] [u v]] [w z] [b|b] [s1 s2] (A & B & C & D & V & U) ((H & W) & E); simpl in *; subst.
      + exists (w, z ++ [inl b]). unfold paired. simpl. rewrite lefts_app, rights_app. simpl. rewrite app_nil_r.
        split; auto 6.
        eapply r_out; [|constructor]. simpl. rewrite within_two_ports. unfold beside.
        rewrite lefts_both, rights_both, lefts_app, rights_app. simpl.
        rewrite app_nil_r. auto.
      + exists (w, z ++ [inr b]). unfold paired. simpl. rewrite lefts_app, rights_app. simpl. rewrite app_nil_r.
        split; auto 6.
        eapply r_out; [|constructor]. simpl. rewrite within_two_ports. unfold beside.
        rewrite lefts_both, rights_both, lefts_app, rights_app. simpl.
        rewrite app_nil_r. auto.
    - intros [x y] [w z] s K H. inversion H; easy.
    - intros [[x y] [u v]] [w z] K (KO & _). exists (w, z). split; [constructor|]. split; auto.
      apply rest_process; [exact (paired_within K)|]. destruct K as (A & B & C & D & V & U). simpl in *. subst.
      assert (L : alike oo (lefts z) (F (lefts w))).
      { apply full_alike; auto. intros b W. apply (KO (inl b) ((lefts w, lefts z ++ [b]), (rights w, rights z))).
        simpl. auto. }
      assert (R : alike op (rights z) (G (rights w))).
      { apply full_alike; auto. intros b W. apply (KO (inr b) ((lefts w, lefts z), (rights w, rights z ++ [b]))).
        simpl. auto. }
      rewrite alike_two_ports. unfold beside. now rewrite lefts_both, rights_both.
  Qed.

  Lemma process_par_out : product ≼ left_right.
  Proof.
    exists (fun q p => paired p q). constructor; [constructor; simpl|].
    - repeat split; auto.
    - intros [w z] [[x y] [u v]] [i|j] s K ->; simpl.
      + exists ((x ++ [i], y), (u, v)). split; [eapply r_in with (s1 := ((x ++ [i], y), (u, v)));
          [simpl; auto | constructor] | exact (paired_left i K)].
      + exists ((x, y), (u ++ [j], v)). split; [eapply r_in with (s1 := ((x, y), (u ++ [j], v)));
          [simpl; auto | constructor] | exact (paired_right j K)].
    - intros [w z] [[x y] [u v]] [b|b] s (A & B & C & D & V & U) (-> & H); simpl in *; subst;
        rewrite within_two_ports in H; unfold beside in H; rewrite lefts_both, rights_both, lefts_app, rights_app in H;
          simpl in H; destruct H as (H & K);
        rewrite app_nil_r in *.
      + exists ((lefts w, lefts z ++ [b]), (rights w, rights z)).
        split; [eapply r_out with (s1 := ((lefts w, lefts z ++ [b]), (rights w, rights z)));
          [simpl; auto | constructor]|].
        unfold paired. simpl. rewrite lefts_app, rights_app. simpl. rewrite app_nil_r. auto 6.
      + exists ((lefts w, lefts z), (rights w, rights z ++ [b])).
        split; [eapply r_out with (s1 := ((lefts w, lefts z), (rights w, rights z ++ [b])));
          [simpl; auto | constructor]|].
        unfold paired. simpl. rewrite lefts_app, rights_app. simpl. rewrite app_nil_r. auto 6.
    - easy.
    - intros [w z] p K Q. exists p. split; [constructor|]. split; auto.
      apply rest_process in Q; [|exact (paired_within K)].
      rewrite alike_two_ports in Q. unfold beside in Q. rewrite lefts_both, rights_both in Q.
      destruct p as [[x y] [u v]], K as (A & B & C & D & V & U). simpl in *. subst.
      destruct Q as ((Q1 & Q2) & Q3 & Q4). split.
      + intros [b|b] [s1 s2] ((H & W) & E); simpl in *; revert W; apply alike_full; now split.
      + intros s H. inversion H; easy.
  Qed.

  (** Parallel is the product. *)
  Theorem process_par : left_right ≈ product.
  Proof. split; [apply process_par_in | apply process_par_out]. Qed.
End Parallel.
