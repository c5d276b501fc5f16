(** The conditions of the rule table, by their names there. The theorem of a rule has those of its row as hypotheses,
    and
    no other of these: the link checks both. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History.
Import ListNotations.
Set Implicit Arguments.

(** A closure that may ask for the id of the member that executes it. *)
Definition local_stage (A B : Type) := nat -> A -> list B.

(** Each stage emits at most one element for an input, whoever executes it. *)
Definition one_output_per_input {A B} (p : list (local_stage A B)) :=
  Forall (fun f => forall me a, length (f me a) <= 1) p.

(** No stage asks who executes it. *)
Definition own_id_stays {A B} (p : list (local_stage A B)) := Forall (fun f => forall me me' a, f me a = f me' a) p.

(** A sequence is at one instance; a stream ordered per key is at one, or spread by what the key determines. *)
Definition order_on_wire {A} (d : distribution A) (o : order A) : Prop :=
  match o with
  | NoOrder => True
  | Total => d = One
  | PerKey key =>
      match d with
      | One => True
      | Hash k => exists f, forall a, k a = f (key a)
      | _ => False
      end
  end.

(** What a part receives of a hop survives the crashes that the home survives, and no others: they are one family. *)
Definition state_in_family {A} (alive_home alive_part : A -> bool) := forall a, alive_part a = alive_home a.

(** A client sends to the home only, unless its input is routed. *)
Definition clients_do_not_change (client routed : bool) := client = true -> routed = true.
Definition addressed {A} (client routed : bool) (x : list A) := if client && negb routed then [] else x.

(** What tells the parts is a function [f] of the group key. *)
Definition key_determined {A} (group k : A -> Code) (f : Code -> Code) := forall a, k a = f (group a).

(** The same function on both sides. *)
Definition same_key_both_sides (f g : Code -> Code) := forall c, f c = g c.

(** What the author calls equal has the same code, and nothing else has. *)
Definition canonical_key {A} (equal : A -> A -> bool) (key : A -> Code) := forall a b, equal a b = true <-> key a =
  key b.

(** The choice called [k] is made at one machine, [at_ k], as the one oracle [w] makes it. *)
Definition one_oracle_one_machine {K W} (at_ : K -> nat) (ws : nat -> K -> W) (w : K -> W) := forall k, ws (at_ k) k =
  w k.

(** All of the group's inputs are at one instance. *)
Definition tick_group_whole {A} (ds : nat -> distribution A) := forall i, ds i = One.

(** A group that hears a timer is at home. *)
Definition timer_stays (hears : nat -> bool) (home place : nat) := forall i, hears i = true -> place = home.

(** What arrives under which watermark. *)
Definition schedule (W A : Type) := list (W * list A).
(** A schedule of all parts: every part sees the same watermarks, and its own arrivals between them. *)
Definition part_schedule {W A} (e : list (W * family A)) (p : nat) : schedule W A :=
  map (fun phase => (fst phase, snd phase p)) e.
Definition watermark_everywhere {W A} (n : nat) (es : nat -> schedule W A) (e : list (W * family A)) :=
  forall p, p < n -> es p = part_schedule e p.

(** Two locations that share a process, because the author says so, fail together. *)
Definition author_allows_fusion {A} (alive_a alive_b : A -> bool) := forall a, alive_a a = alive_b a.

(** A fact of a feedback variable: true of nothing, and kept by the definition. *)
Definition inductive_facts {A} (definition : list A -> list A) (fact : list A -> Prop) :=
  fact [] /\ forall x, fact x -> fact (definition x).

(** ** What they give *)

Lemma addressed_all {A} client routed (x : list A) : clients_do_not_change client routed -> addressed client routed x =
  x.
Proof. unfold clients_do_not_change, addressed. destruct client, routed; auto. intros H. now specialize (H eq_refl).
Qed.

(** A group by the author's equality is a group by codes. *)
Lemma canonical_group {A} (equal : A -> A -> bool) (key : A -> Code) : canonical_key equal key ->
  forall a x, filter (fun b => equal b a) x = of_key key (key a) x.
Proof.
  intros H a x. apply filter_ext. intros b. destruct (Nat.eqb_spec (key b) (key a)) as [E|E].
  - now apply H.
  - destruct (equal b a) eqn:F; auto. now apply H in F.
Qed.

Lemma filter_family {A} (alive_home alive_part : A -> bool) x : state_in_family alive_home alive_part ->
  filter alive_part x = filter alive_home x.
Proof. intros H. apply filter_ext. exact H. Qed.

Section Held.
  Variable hash : Code -> nat.

  Lemma held_hash {A} n (k k' : A -> Code) o s x : (forall a, k a = k' a) -> held hash n (Hash k) o s x ->
    held hash n (Hash k') o s x.
  Proof. intros E (H & P). split; auto. intros p a L I. rewrite <- (P p a L I). unfold part_of. now rewrite E. Qed.

  Lemma held_ext {A} n d o (s t : family A) x : 0 < n -> (forall p, p < n -> s p = t p) -> held hash n d o s x ->
    held hash n d o t x.
  Proof.
    intros N E H. assert (S : spread n o s x -> spread n o t x).
    { destruct o; simpl; auto.
      - intros P. now rewrite <- (@whole_ext A n s t E).
      - intros K v. destruct (K v) as (p & L & F & Z). exists p. rewrite <- E by auto. repeat split; auto.
        intros q M D. rewrite <- E by auto. auto. }
    destruct d; simpl in *; auto.
    - now rewrite <- E by lia.
    - destruct H as (H & P). split; auto. intros p a L I. rewrite <- E in I by auto. auto.
    - intros p L. rewrite <- E by auto. auto.
  Qed.
End Held.
