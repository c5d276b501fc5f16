(** What may be observed of a history, port by port: [within x y] says that [x] is a beginning of [y] as far as an
    observer of the port can tell, [same] that no observer can tell them apart. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History.
Import ListNotations.
Set Implicit Arguments.

Record obs (A : Type) := Obs {
  within : list A -> list A -> Prop;
  within_trans : forall x y z, within x y -> within y z -> within x z;
  within_more : forall x y, within x (x ++ y);
  within_snoc : forall x y z, within x y -> within y x -> within (x ++ z) (y ++ z);
  within_after : forall x y z, within (x ++ y) (x ++ z) <-> within y z;
  within_rest : forall x y, within x y -> exists z, within (x ++ z) y /\ within y (x ++ z);
  within_length : forall x y, within x y -> length x <= length y }.

#[global] Arguments within : simpl never.

(** No observer can tell them apart. *)
Definition alike {A} (o : obs A) x y := within o x y /\ within o y x.

Section Laws.
  Context {A : Type} (o : obs A).

  Lemma within_refl x : within o x x.
  Proof. rewrite <- (app_nil_r x) at 2. apply within_more. Qed.
  Lemma alike_refl x : alike o x x.
  Proof. split; apply within_refl. Qed.
  Lemma alike_sym x y : alike o x y -> alike o y x.
  Proof. intros (H & K). now split. Qed.
  Lemma alike_trans x y z : alike o x y -> alike o y z -> alike o x z.
  Proof. intros (H & K) (L & M). split; eapply within_trans; eauto. Qed.
  Lemma alike_length x y : alike o x y -> length x = length y.
  Proof. intros (H & K). apply within_length in H. apply within_length in K. lia. Qed.
  Lemma alike_before x y z : alike o x y -> alike o (x ++ z) (y ++ z).
  Proof. intros (H & K). split; now apply within_snoc. Qed.
  Lemma alike_after x y z : alike o (x ++ y) (x ++ z) <-> alike o y z.
  Proof. unfold alike. now rewrite !within_after. Qed.
  Lemma alike_nil x : alike o x [] -> x = [].
  Proof. intros H. apply alike_length in H. now destruct x. Qed.
  Lemma within_prefix x y z : within o (x ++ y) z -> within o x z.
  Proof. apply within_trans, within_more. Qed.
  (** Of a history that is all there, nothing more may come. *)
  Lemma alike_full x y b : alike o x y -> ~ within o (x ++ [b]) y.
  Proof. intros H K. apply alike_length in H. apply within_length in K. rewrite app_length in K. simpl in K. lia. Qed.
  (** Nothing more may come only if it is all there. *)
  Lemma full_alike x y : within o x y -> (forall b, ~ within o (x ++ [b]) y) -> alike o x y.
  Proof.
    intros H N. destruct (within_rest _ _ _ H) as ([|b z] & K & L).
    - now rewrite app_nil_r in *.
    - exfalso. apply (N b). apply within_prefix with (y := z). now rewrite <- app_assoc.
  Qed.
End Laws.

(** ** The orders of streams *)

Lemma bag_rest {A} (x y z : list A) : Permutation (x ++ z) y -> length y <= length x -> z = [].
Proof. intros P L. apply Permutation_length in P. rewrite app_length in P. destruct z; auto. simpl in *. lia. Qed.

(** A sequence: its beginnings. *)
Definition sequence {A} : obs A.
Proof.
  refine {| within := fun x y : list A => exists z, y = x ++ z |}.
  - intros x y z (u & ->) (v & ->). exists (u ++ v). now rewrite app_assoc.
  - intros x y. now exists y.
  - intros x y z (u & ->) (v & E). exists []. rewrite <- app_assoc in E. rewrite <- (app_nil_r x) in E at 1.
    apply app_inv_head in E. symmetry in E. apply app_eq_nil in E as (-> & ->). now rewrite !app_nil_r.
  - intros x y z. split; intros (u & E); exists u.
    + rewrite <- app_assoc in E. now apply app_inv_head in E.
    + now rewrite E, app_assoc.
  - intros x y (z & ->). exists z. split; exists []; now rewrite app_nil_r.
  - intros x y (z & ->). rewrite app_length. lia.
Defined.

(** A bag: its parts. *)
Definition bag_of {A} : obs A.
Proof.
  refine {| within := fun x y : list A => exists z, Permutation (x ++ z) y |}.
  - intros x y z (u & P) (v & Q). exists (u ++ v). rewrite app_assoc. now rewrite P.
  - intros x y. now exists y.
  - intros x y z (u & P) (v & Q). assert (u = []) as ->.
    { apply bag_rest with (1 := P). apply Permutation_length in Q. rewrite app_length in Q. lia. }
    rewrite app_nil_r in P. exists []. rewrite app_nil_r. now rewrite P.
  - intros x y z. split; intros (u & P); exists u; rewrite <- app_assoc in *.
    + now apply Permutation_app_inv_l in P.
    + now apply Permutation_app_head.
  - intros x y (z & P). exists z. split; exists []; rewrite app_nil_r; [exact P | now symmetry].
  - intros x y (z & P). apply Permutation_length in P. rewrite app_length in P. lia.
Defined.

Section PerKey.
  Context {A : Type} (key : A -> Code).
  Definition key_within (x y : list A) := forall v, exists z, of_key key v y = of_key key v x ++ z.

  Lemma key_within_cons a x y : key_within (a :: x) y ->
    exists l r, y = l ++ a :: r /\ of_key key (key a) l = [] /\ key_within x (l ++ r).
  Proof.
    intros H. assert (S : exists l r, y = l ++ a :: r /\ of_key key (key a) l = []).
    { destruct (H (key a)) as (z & E). simpl in E. rewrite Nat.eqb_refl in E. simpl in E. revert E.
      generalize (of_key key (key a) x ++ z). clear. induction y as [|b y IH]; simpl; intros t E; [discriminate|].
      destruct (Nat.eqb_spec (key b) (key a)) as [K|K].
      - injection E as -> _. now exists [], y.
      - destruct (IH _ E) as (l & r & -> & L). exists (b :: l), r. split; auto. simpl. apply Nat.eqb_neq in K.
        now rewrite K. }
    destruct S as (l & r & -> & L). exists l, r. repeat split; auto. intros v. destruct (H v) as (z & E). exists z.
    rewrite of_key_app in *. simpl in E. destruct (Nat.eqb_spec (key a) v) as [K|K]; auto.
    subst v. rewrite L in *. simpl in *. congruence.
  Qed.

  Lemma key_within_bag x : forall y, key_within x y -> exists z, (forall v, of_key key v y = of_key key v (x ++ z)) /\
    Permutation (x ++ z) y.
  Proof.
    induction x as [|a x IH]; intros y H.
    - exists y. simpl. auto.
    - destruct (key_within_cons H) as (l & r & -> & L & K). destruct (IH _ K) as (z & E & P). exists z. split.
      + intros v. specialize (E v). simpl. rewrite of_key_app in *. simpl.
        destruct (Nat.eqb_spec (key a) v) as [F|F]; auto.
        subst v. rewrite L in *. simpl in *. congruence.
      + simpl. rewrite P. apply Permutation_middle.
  Qed.
End PerKey.

(** A sequence for each key. *)
Definition per_key {A} (key : A -> Code) : obs A.
Proof.
  refine {| within := key_within key |}.
  - intros x y z H K v. destruct (H v) as (u & E), (K v) as (w & F). exists (u ++ w). now rewrite app_assoc, <- E.
  - intros x y v. exists (of_key key v y). apply of_key_app.
  - intros x y z H K v. destruct (H v) as (u & E), (K v) as (w & F). exists []. rewrite !of_key_app, app_nil_r. f_equal.
    rewrite E in F. rewrite <- app_assoc in F. rewrite <- (app_nil_r (of_key key v x)) in F at 1.
    apply app_inv_head in F. symmetry in F. apply app_eq_nil in F as (-> & ->). now rewrite app_nil_r in E.
  - intros x y z. split; intros H v; destruct (H v) as (u & E); exists u; rewrite !of_key_app in *.
    + rewrite <- app_assoc in E. now apply app_inv_head in E.
    + now rewrite E, app_assoc.
  - intros x y H. destruct (key_within_bag H) as (z & E & P). exists z.
    split; intros v; exists []; rewrite app_nil_r; auto.
  - intros x y H. destruct (key_within_bag H) as (z & E & P). apply Permutation_length in P. rewrite app_length in P.
    lia.
Defined.

Definition observed {A} (o : order A) : obs A :=
  match o with NoOrder => bag_of | PerKey key => per_key key | Total => sequence end.

(** [alike] is what History calls [same]. *)
Theorem alike_same {A} (o : order A) x y : alike (observed o) x y <-> same o x y.
Proof.
  destruct o as [|key|]; unfold alike; simpl.
  - split.
    + intros ((u & P) & (v & Q)). assert (u = []) as ->.
      { apply bag_rest with (1 := P). apply Permutation_length in Q. rewrite app_length in Q. lia. }
      now rewrite app_nil_r in P.
    + intros P. split; exists []; rewrite app_nil_r; [exact P | now symmetry].
  - split.
    + intros (H & K) v. destruct (H v) as (u & E), (K v) as (w & F). rewrite E, <- app_assoc in F.
      rewrite <- (app_nil_r (of_key key v x)) in F at 1. apply app_inv_head in F. symmetry in F.
      apply app_eq_nil in F as (-> & _). now rewrite app_nil_r in E.
    + intros E. split; intros v; exists []; rewrite app_nil_r; auto.
  - split.
    + intros ((u & ->) & (v & F)). rewrite <- app_assoc in F. rewrite <- (app_nil_r x) in F at 1.
      apply app_inv_head in F. symmetry in F. apply app_eq_nil in F as (-> & _). now rewrite app_nil_r.
    + intros ->. split; exists []; now rewrite app_nil_r.
Qed.

(** Every beginning of a sequence is one however it is read. *)
Lemma sequence_within {A} (o : obs A) x y : within sequence x y -> within o x y.
Proof. intros (z & ->). apply within_more. Qed.

(** ** Two ports

    Histories on two ports have no order relative to each other. *)
Definition lefts {A B} (x : list (A + B)) : list A := flat_map (fun e => match e with inl a => [a] | inr _ => [] end) x.
Definition rights {A B} (x : list (A + B)) : list B :=
  flat_map (fun e => match e with inl _ => [] | inr b => [b] end) x.

Lemma lefts_app {A B} (x y : list (A + B)) : lefts (x ++ y) = lefts x ++ lefts y.
Proof. apply flat_map_app. Qed.
Lemma rights_app {A B} (x y : list (A + B)) : rights (x ++ y) = rights x ++ rights y.
Proof. apply flat_map_app. Qed.
Lemma lefts_inl {A B} (x : list A) : lefts (map (@inl A B) x) = x.
Proof. induction x; simpl; auto. f_equal. auto. Qed.
Lemma rights_inl {A B} (x : list A) : rights (map (@inl A B) x) = [].
Proof. induction x; simpl; auto. Qed.
Lemma lefts_inr {A B} (x : list B) : lefts (map (@inr A B) x) = [].
Proof. induction x; simpl; auto. Qed.
Lemma rights_inr {A B} (x : list B) : rights (map (@inr A B) x) = x.
Proof. induction x; simpl; auto. f_equal. auto. Qed.
Lemma two_length {A B} (x : list (A + B)) : length x = length (lefts x) + length (rights x).
Proof. induction x as [|[a|b] x IH]; simpl; auto. rewrite IH. lia. Qed.

Definition both {A B} (x : list A) (y : list B) : list (A + B) := map inl x ++ map inr y.
Lemma lefts_both {A B} (x : list A) (y : list B) : lefts (both x y) = x.
Proof. unfold both. now rewrite lefts_app, lefts_inl, lefts_inr, app_nil_r. Qed.
Lemma rights_both {A B} (x : list A) (y : list B) : rights (both x y) = y.
Proof. unfold both. now rewrite rights_app, rights_inl, rights_inr. Qed.

Definition two_ports {A B} (o : obs A) (p : obs B) : obs (A + B).
Proof.
  refine {| within := fun x y => within o (lefts x) (lefts y) /\ within p (rights x) (rights y) |}.
  - intros x y z (H & K) (L & M). split; eapply within_trans; eauto.
  - intros x y. rewrite lefts_app, rights_app. split; apply within_more.
  - intros x y z (H & K) (L & M). rewrite !lefts_app, !rights_app. split; now apply within_snoc.
  - intros x y z. rewrite !lefts_app, !rights_app. split; intros (H & K); split; eapply within_after; eauto.
  - intros x y (H & K). destruct (within_rest _ _ _ H) as (u & H1 & H2), (within_rest _ _ _ K) as (v & K1 & K2).
    exists (both u v). now rewrite lefts_app, rights_app, lefts_both, rights_both.
  - intros x y (H & K). rewrite (two_length x), (two_length y). apply within_length in H. apply within_length in K. lia.
Defined.

Lemma within_two_ports {A B} (o : obs A) (p : obs B) x y :
  within (two_ports o p) x y <-> within o (lefts x) (lefts y) /\ within p (rights x) (rights y).
Proof. reflexivity. Qed.
Lemma alike_two_ports {A B} (o : obs A) (p : obs B) x y :
  alike (two_ports o p) x y <-> alike o (lefts x) (lefts y) /\ alike p (rights x) (rights y).
Proof. unfold alike. rewrite !within_two_ports. tauto. Qed.
