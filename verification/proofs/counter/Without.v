(** What goes wrong without each condition: concrete data, closed by computation.

    [without_C] belongs to the condition C of the rule table; [counter_r] to a rule whose condition has no name there.
    The hash function is the identity, and there are two parts. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Conditions Algebra Placement Keyed Movement.
Import ListNotations.
Set Implicit Arguments.

Definition id_hash (c : Code) : nat := c.
Notation held := (held id_hash).

(** A family of two parts. *)
Definition two {A} (a b : list A) : family A := fun p => match p with 0 => a | 1 => b | _ => [] end.

(** Bags of different sizes differ. *)
Ltac sizes H := apply Permutation_length in H; simpl in H; discriminate.

(** ** Conditions of the table *)

(** one-output-per-input: flat_map(a -> [a, a]) moved to the sender; the receiver fails between the two copies and
    shows one. Executed by the receiver it shows both or none, whatever the cut. *)
Definition twice : local_stage nat nat := fun _ a => [a; a].
Theorem without_one_output_per_input :
  exists c', forall c, firstn c' (apply_stages [twice] 0 [(0, 7)]) <> apply_stages [twice] 0 (firstn c [(0, 7)]).
Proof. exists 1. intros [|[|c]]; simpl; discriminate. Qed.

(** own-id-stays: a member answers with its id; executed by the sender, every member answers with the sender's. *)
Definition answer : local_stage nat nat := fun me _ => [me].
Theorem without_own_id_stays :
  apply_stages [answer] 1 (hop (fun _ _ => true) [(0, 7)] 1) <> hop (fun _ _ => true)
    (apply_stages [answer] 0 [(0, 7)]) 1.
Proof. simpl. discriminate. Qed.

(** order-on-wire: two deposits of one account (first component), ordered per account, sent by amount (second). Each
    part gets its share in order, and together they are no spread of the stream: each has part of the account. *)
Theorem without_order_on_wire :
  let x := [(0, 1); (0, 2)] in
  held 1 One (PerKey fst) (fun _ => x) x /\
  (forall p, p < 2 -> received 1 (PerKey fst) (fun _ => filter (fun a => part_of id_hash 2 snd a =? p) x)
                        (two [(0, 2)] [(0, 1)] p)) /\
  ~ held 2 (Hash snd) (PerKey fst) (two [(0, 2)] [(0, 1)]) x.
Proof.
  split; [|split].
  - intros v. reflexivity.
  - intros p L. destruct p as [|[|]]; [| |lia]; simpl.
    + apply interleaving_cons with (t := fun _ => []) (p := 0); [lia | reflexivity | intros; lia | now constructor].
    + apply interleaving_cons with (t := fun _ => []) (p := 0); [lia | reflexivity | intros; lia | now constructor].
  - intros (H & _). destruct (H 0) as (p & L & E & _).
    destruct p as [|[|]]; simpl in E; [discriminate | discriminate | lia].
Qed.

(** The same account, gathered from the two parts: the deposits arrive swapped. *)
Theorem without_order_on_wire_swapped :
  interleaving 2 (two [(0, 2)] [(0, 1)]) [(0, 2); (0, 1)] /\ ~ same (PerKey fst) [(0, 2); (0, 1)] [(0, 1); (0, 2)].
Proof.
  split.
  - apply interleaving_cons with (t := two [] [(0, 1)]) (p := 0); auto.
    + intros q L N. destruct q as [|[|]]; simpl; auto; lia.
    + apply interleaving_cons with (t := two [] []) (p := 1); auto.
      * intros q L N. destruct q as [|[|]]; simpl; auto; lia.
      * constructor. intros q L. destruct q as [|[|]]; auto.
  - intros H. specialize (H 0). discriminate.
Qed.

(** An ordered stream sent by two instances arrives interleaved. *)
Theorem without_order_on_wire_interleaved : interleaving 2 (two [1] [2]) [2; 1] /\ [2; 1] <> whole 2 (two [1] [2]).
Proof.
  split; [|discriminate]. apply interleaving_cons with (t := two [1] []) (p := 1); auto.
  - intros q L N. destruct q as [|[|]]; simpl; auto; lia.
  - apply interleaving_cons with (t := two [] []) (p := 0); auto.
    + intros q L N. destruct q as [|[|]]; simpl; auto; lia.
    + constructor. intros q L. destruct q as [|[|]]; auto.
Qed.

(** key-determined: votes (member, (slot, value)) for slot 5, spread by a value in which members differ: no part ever
    sees two members. *)
Theorem without_key_determined :
  let x := [(0, (5, 0)); (1, (5, 1))] in let s := two [(0, (5, 0))] [(1, (5, 1))] in
  held 2 (Hash (fun a => snd (snd a))) NoOrder s x /\
  ~ held 2 Any NoOrder (fun p => quorum fst 2 (s p)) (quorum fst 2 x).
Proof.
  simpl. split.
  - split; auto. intros p a L I. destruct p as [|[|]]; simpl in I; [| |lia]; destruct I as [<- | []]; reflexivity.
  - intros H. sizes H.
Qed.

(** A scan of which two parts have some of a key each: both hand out slot 0. *)
Theorem without_key_determined_scan :
  let slots := keyed_scan (fun next (_ : nat) => (S next, [next])) 0 in
  let x := [(0, 0); (0, 1)] in let s := two [(0, 0)] [(0, 1)] in
  held 2 (Hash snd) NoOrder s x /\ ~ held 2 Any NoOrder (fun p => slots (s p)) (slots x).
Proof.
  simpl. split.
  - split; auto. intros p a L I. destruct p as [|[|]]; simpl in I; [| |lia]; destruct I as [<- | []]; reflexivity.
  - intros H. change (Permutation [(0, 0); (0, 0)] [(0, 0); (0, 1)]) in H.
    assert (I : In (0, 1) [(0, 0); (0, 0)]) by (rewrite H; simpl; auto). simpl in I.
    destruct I as [I|[I|[]]]; discriminate.
Qed.

(** same-key-both-sides: the join key is a pair, here the code 10 a + b; left by one half, right by the other:
    partners on different parts. *)
Theorem without_same_key_both_sides :
  let x := [(10, tt)] in let y := [(10, tt)] in
  let tens := fun e : keyed unit => fst e / 10 in let units := fun e : keyed unit => fst e mod 10 in
  held 2 (Hash tens) NoOrder (two [] x) x /\ held 2 (Hash units) NoOrder (two y []) y /\
  ~ held 2 Any NoOrder (fun p => join (two [] x p) (two y [] p)) (join x y).
Proof.
  simpl. repeat split; auto.
  - intros p a L I. destruct p as [|[|]]; simpl in I; [| |lia]; [easy|]. destruct I as [<- | []]. reflexivity.
  - intros p a L I. destruct p as [|[|]]; simpl in I; [| |lia]; [|easy]. destruct I as [<- | []]. reflexivity.
  - intros H. sizes H.
Qed.

(** one-oracle-one-machine: a timer of two parts beats twice. *)
Theorem without_one_oracle_one_machine : ~ held 2 Any NoOrder (fun _ => [tt]) [tt].
Proof. intros H. sizes H. Qed.

(** A log in two orders at two parts, each by its own oracle: no history is at both. *)
Theorem without_one_oracle_one_machine_order : forall y, ~ held 2 Replicated Total (two [1; 2] [2; 1]) y.
Proof. intros y H. pose proof (H 0 ltac:(lia)) as E. pose proof (H 1 ltac:(lia)) as F. simpl in *. congruence. Qed.

(** tick-group-whole: one sender writes key 0, then key 1; each tick yields the number of keys written so far. In one
    group, the answer that follows the second write is 2; split by key, no tick of any part knows of both. *)
Definition written (state : nat) (tick : nat -> list nat) : nat * list nat :=
  (state + length (tick 0), [state + length (tick 0)]).
Theorem without_tick_group_whole :
  (forall t, admissible [Total] (fun _ => [0; 1]) t -> t <> [] -> In 2 (region written 0 t)) /\
  (forall t u, admissible [Total] (fun _ => [0]) t -> admissible [Total] (fun _ => [1]) u ->
     ~ In 2 (region written 0 t ++ region written 0 u)).
Proof.
  (* The count after all ticks is that of all elements, and no count exceeds it. *)
  assert (Last_ : forall t state, t <> [] -> In (state + length (taken t 0)) (scan_from written state t)).
  { induction t as [|a t IH]; intros state N; [easy|]. simpl. destruct t as [|b t].
    - left. simpl. now rewrite app_nil_r.
    - right. unfold taken in *. simpl flat_map at 1. rewrite app_length, Nat.add_assoc. apply IH. discriminate. }
  assert (Most : forall t state m, In m (scan_from written state t) -> m <= state + length (taken t 0)).
  { induction t as [|a t IH]; intros state m I; [easy|]. simpl in I. unfold taken. simpl. rewrite app_length.
    destruct I as [<- | I]; [lia|]. apply IH in I. unfold taken in I. lia. }
  split.
  - intros t H N. specialize (H 0 ltac:(simpl; lia)). simpl in H. apply (Last_ t 0) in N. rewrite H in N. exact N.
  - intros t u H K I. specialize (H 0 ltac:(simpl; lia)). specialize (K 0 ltac:(simpl; lia)). simpl in *.
    apply in_app_or in I as [I|I]; apply Most in I; rewrite ?H, ?K in I; simpl in I; lia.
Qed.

(** watermark-everywhere: slot 0 is forgotten once the watermark is 1. A part that never sees the watermark emits what
    the whole does not, in any phase. *)
Theorem without_watermark_everywhere :
  let old := fun (w : nat) (a : vote nat) => voted (fun t => t) a <? w in
  let w := [(0, []); (1, [(0, 0)])] in
  quorum (fun t => t) 1 (counted old w) = [] /\
  quorum (fun t => t) 1 (counted old [(0, [(0, 0)])]) = [0].
Proof. split; reflexivity. Qed.

(** canonical-key: an equality of the author's that ignores a field (here: codes that differ by 2 or 3 are equal when
    halved); the bytes of equal keys differ, so partners are on different parts. *)
Theorem without_canonical_key :
  let equal := fun a b => Nat.div2 a =? Nat.div2 b in
  equal 2 3 = true /\ part_of id_hash 2 (fun a => a) 2 <> part_of id_hash 2 (fun a => a) 3.
Proof. split; [reflexivity | discriminate]. Qed.

(** The same where the distribution is by a field that is itself a key: the author's equality of the group key (a, b)
    looks at a only, the parts are told by b. The group key must be canonical as a whole. *)
Theorem without_canonical_key_field :
  let equal := fun x y : nat * nat => fst x =? fst y in
  equal (7, 0) (7, 1) = true /\ part_of id_hash 2 snd (7, 0) <> part_of id_hash 2 snd (7, 1).
Proof. split; [reflexivity | discriminate]. Qed.

(** state-in-family: a helper of another family dies with a domain that the source does not know; B is alive and what
    it should have is gone. *)
Theorem without_state_in_family :
  exists (alive_b alive_c : nat -> bool), (forall a, alive_b a = true) /\
    arrives alive_b (arrives alive_c [1]) <> arrives alive_b [1].
Proof. exists (fun _ => true), (fun _ => false). split; auto. discriminate. Qed.

(** timer-stays: the home has failed and its timer, on a helper that has not, goes on: a heartbeat of the dead. *)
Theorem without_timer_stays :
  exists (home helper : nat -> bool), arrives home [1; 2] = [1] /\ arrives helper [1; 2] = [1; 2].
Proof. exists (fun beat => beat =? 1), (fun _ => true). auto. Qed.

(** clients-do-not-change: clients that know only the first part send all there; that is no distribution by the key. *)
Theorem without_clients_do_not_change :
  Permutation (whole 2 (two [0; 1] [])) [0; 1] /\ ~ held 2 (Hash (fun a => a)) NoOrder (two [0; 1] []) [0; 1].
Proof.
  split; auto. intros (_ & P). specialize (P 0 1 ltac:(lia) ltac:(simpl; auto)). discriminate.
Qed.

(** inductive-facts: at the fixpoint of c = [1] every element of c is 1 and there is one, so the body may be read as c
    there; rewritten so, the least fixpoint is empty. *)
Theorem without_inductive_facts :
  let F := fun _ : list nat => [1] in let G := fun c : list nat => c in
  F [1] = [1] /\ G [1] = F [1] /\ approximation F 1 = [1] /\ forall i, approximation G i = [].
Proof. repeat split. induction i; auto. Qed.

(** author-allows-fusion: three members, two needed. Where two of them share a process, the failure of that one process
    leaves no quorum; apart, any one failure does. *)
Theorem without_author_allows_fusion :
  let votes := [(0, 5); (1, 5); (2, 5)] in
  (forall failed, quorum (fun t => t) 2 (arrives (fun a => negb (fst a =? failed)) votes) = [5]) /\
  quorum (fun t => t) 2 (arrives (fun a => 1 <? fst a) votes) = [].
Proof. split; [|reflexivity]. intros [|[|[|f]]]; reflexivity. Qed.

(** ** Conditions without a name *)

(** Order forgotten before a scan: the outputs depend on it. *)
Theorem counter_forget_early :
  let sum := scan (fun state a => (a, [a - state])) 0 in
  Permutation [1; 3] [3; 1] /\ ~ Permutation (sum [1; 3]) (sum [3; 1]).
Proof.
  simpl. split; [apply perm_swap|]. intros H. change (Permutation [1; 2] [3; 0]) in H.
  assert (I : In 1 [3; 0]) by (rewrite <- H; simpl; auto). simpl in I. lia.
Qed.

(** A key that is pretended to survive map(|(a, b)| (a + b, b)): equal sums lie on different parts. *)
Theorem counter_implement_stateless :
  let x := [(0, 1); (1, 0)] in let sum := fun e : nat * nat => [(fst e + snd e, snd e)] in
  held 2 (Hash fst) NoOrder (two [(0, 1)] [(1, 0)]) x /\
  ~ held 2 (Hash fst) NoOrder (fun p => flat_map sum (two [(0, 1)] [(1, 0)] p)) (flat_map sum x).
Proof.
  simpl. split.
  - split; auto. intros p a L I. destruct p as [|[|]]; simpl in I; [| |lia]; destruct I as [<- | []]; reflexivity.
  - intros (_ & P). specialize (P 0 (1, 1) ltac:(lia) ltac:(simpl; auto)). discriminate.
Qed.

(** A replicated input beside a spread one: each of its elements arrives once for every part. *)
Theorem counter_implement_union :
  let s := two [1] [1] in let t := two [2] [3] in
  held 2 Replicated NoOrder s [1] /\ held 2 Any NoOrder t [2; 3] /\
  ~ held 2 Any NoOrder (fun p => union [s p; t p]) (union [[1]; [2; 3]]).
Proof.
  simpl. repeat split; auto.
  - intros p L. destruct p as [|[|]]; auto. lia.
  - intros H. sizes H.
Qed.

(** Spread without a key, each part lets one copy through. *)
Theorem counter_implement_unique :
  held 2 Any NoOrder (two [1] [1]) [1; 1] /\
  ~ held 2 Any NoOrder (fun p => unique Nat.eq_dec (two [1] [1] p)) (unique Nat.eq_dec [1; 1]).
Proof. split; [simpl; auto | intros H; sizes H]. Qed.

(** Replicated, every part writes each record. *)
Theorem counter_implement_persist :
  held 2 Replicated Total (two [1] [1]) [1] /\
  ~ Permutation (whole 2 (fun p => log (persist_to (two [1] [1] p)))) (log (persist_to [1])).
Proof. split; [intros [|[|]] L; simpl; auto; lia | intros H; sizes H]. Qed.

(** Gathering replicas multiplies. *)
Theorem counter_gather :
  held 2 Replicated NoOrder (two [1] [1]) [1] /\ received 2 NoOrder (two [1] [1]) [1; 1] /\ ~ same NoOrder [1; 1] [1].
Proof. repeat split; simpl; auto; [intros [|[|]] L; simpl; auto; lia | intros H; sizes H]. Qed.

(** The variable in one class with its body: read as its own definition, it is empty. *)
Theorem counter_refer : approximation (fun c => 1 :: c) 1 = [1] /\ forall i, approximation (fun c : list nat => c) i =
  [].
Proof. split; auto. induction i; auto. Qed.

(** The other way round than [widen]: spread somehow is not spread by a key. *)
Theorem counter_widen : held 2 Any NoOrder (two [1] [0]) [0; 1] /\
  ~ held 2 (Hash (fun a => a)) NoOrder (two [1] [0]) [0; 1].
Proof.
  split; [apply perm_swap|]. intros (_ & P). specialize (P 0 1 ltac:(lia) ltac:(simpl; auto)). discriminate.
Qed.
